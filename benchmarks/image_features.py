"""Image features against the same numbers as they are usually computed.

Colours of a whole frame of 480 by 360 pixels, gradients and textures of the eight faces of a clip. Both ways
are timed in turn in one process, so that a busy machine slows both; the ratio is the median over the turns.
"""

import time
from collections.abc import Callable

import cv2
import numpy as np
from skimage.feature import hog as scikit_image_hog
from skimage.feature import local_binary_pattern

from cremad.features.image.color import SPACES, color_counts
from cremad.features.image.columns import CELL, CROP_HEIGHT, CROP_WIDTH, LBP_GRID
from cremad.features.image.hog import hog_blocks, hog_cells
from cremad.features.image.lbp import PATTERNS, lbp_histograms, lbp_patterns
from cremad.features.image.options import ImageFeatureOptions
from cremad.randomness.streams import child_stream

TURNS = 60
OPTIONS = ImageFeatureOptions()


def measure() -> list[dict[str, str]]:
    """Rows of the benchmark table: what, what is to be reached, what was measured."""
    cv2.setNumThreads(1)
    frame = draw_images(1, 360, 480)[0]
    faces = draw_images(OPTIONS.frames, CROP_HEIGHT + 2, CROP_WIDTH + 2)[..., 1]
    inner = np.ascontiguousarray(faces[:, 1:-1, 1:-1])
    return [
        compare("colour histograms against numpy", 6, numpy_colors, our_colors, frame),
        compare("local binary patterns against scikit-image", 3.5, scikit_image_patterns, our_patterns, faces),
        compare("oriented gradients against scikit-image", 5, scikit_image_gradients, our_gradients, inner),
    ]


def compare(what: str, reach: float, usual: Callable, ours: Callable, images: np.ndarray) -> dict[str, str]:
    """Time both ways in turn, and see how far their numbers differ."""
    difference = np.abs(np.subtract(usual(images), ours(images), dtype=np.float64)).max()
    times_s = np.array([[seconds(usual, images), seconds(ours, images)] for _ in range(TURNS)])
    ratio = np.median(times_s[:, 0] / times_s[:, 1])
    usual_ms, ours_ms = 1000 * np.median(times_s, axis=0)
    return {
        "what": what,
        "reach": f"≥ {reach} times faster, equal to 1e-4",
        "measured": f"{ratio:.1f} times ({usual_ms:.2f} → {ours_ms:.2f} ms), equal to {difference:.0e}",
    }


def seconds(way: Callable, images: np.ndarray) -> float:
    began = time.perf_counter()
    way(images)
    return time.perf_counter() - began


def numpy_colors(image: np.ndarray) -> np.ndarray:
    spaces = [image if code is None else cv2.cvtColor(image, code) for code in SPACES.values()]
    return np.stack(
        [
            np.histogram(space[..., channel], OPTIONS.color_bins, (0, 256))[0]
            for space in spaces
            for channel in range(3)
        ]
    )


def our_colors(image: np.ndarray) -> np.ndarray:
    return color_counts(image, OPTIONS.color_bins)


def scikit_image_patterns(faces: np.ndarray) -> np.ndarray:
    rows, columns = LBP_GRID
    shares = []
    for face in faces:
        patterns = local_binary_pattern(face, P=8, R=1, method="uniform")[1:-1, 1:-1]
        cells = [cell for band in np.split(patterns, rows) for cell in np.split(band, columns, axis=1)]
        shares.append([np.histogram(cell, PATTERNS, (0, PATTERNS))[0] / cell.size for cell in cells])
    return np.reshape(shares, (len(faces), rows, columns, PATTERNS))


def our_patterns(faces: np.ndarray) -> np.ndarray:
    return lbp_histograms(lbp_patterns(faces), *LBP_GRID)


def scikit_image_gradients(faces: np.ndarray) -> np.ndarray:
    return np.stack([scikit_image_hog(face, OPTIONS.hog_orientations, (CELL, CELL), (2, 2)) for face in faces])


def our_gradients(faces: np.ndarray) -> np.ndarray:
    return hog_blocks(hog_cells(faces, CELL, OPTIONS.hog_orientations)).reshape(len(faces), -1)


def draw_images(count: int, height: int, width: int) -> np.ndarray:
    """Smooth shapes with a camera's grain, `(count, height, width, 3)` uint8."""
    generator = child_stream(0, "image benchmark")
    coarse = generator.integers(30, 226, (count, 6, 5, 3), dtype=np.uint8)
    smooth = [cv2.resize(image, (width, height), interpolation=cv2.INTER_CUBIC) for image in coarse]
    return (np.stack(smooth) + generator.normal(0, 3, (count, height, width, 3))).clip(0, 255).astype(np.uint8)


if __name__ == "__main__":
    for entry in measure():
        print(f"{entry['what']}: {entry['measured']} (to reach: {entry['reach']})")
