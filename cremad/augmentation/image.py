"""Augmentations of images: rotation, mirror image, crop, colour. Images are ``(h, w, 3)`` uint8 RGB."""

from typing import Literal, get_args

import cv2
import numpy as np
from pydantic import Field

from cremad.augmentation.draw import Draw
from cremad.errors import OptionError
from cremad.settings import Options

Kind = Literal["rotation", "flip", "crop", "color"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_LUMINANCE = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in brightness (ITU-R BT.601)."""


class ImageRanges(Options):
    """Limits of the changes. Parameters are drawn uniformly between them."""

    degrees: float = Field(default=10.0, gt=0, le=30)
    """Largest rotation, either way."""
    crop: float = Field(default=0.1, gt=0, le=0.4)
    """Largest share that is cropped from each side's length."""
    color: float = Field(default=0.2, gt=0, le=0.5)
    """Largest change of brightness, contrast and saturation, as a share of each."""


def draw(kind: str, rng: np.random.Generator, ranges: ImageRanges) -> Draw:
    """Draw the parameters of a change; a mirror image has none.

    Raises
    ------
    OptionError
        If there is no such kind.
    """
    match kind:
        case "rotation":
            parameters = {"degrees": rng.uniform(-ranges.degrees, ranges.degrees)}
        case "flip":
            parameters = {}
        case "crop":
            kept = rng.uniform(1 - ranges.crop, 1)
            top, left = rng.uniform(0, 1 - kept, 2)
            parameters = {"kept": kept, "top": float(top), "left": float(left)}
        case "color":
            factors = rng.uniform(1 - ranges.color, 1 + ranges.color, 3)
            parameters = dict(zip(("brightness", "contrast", "saturation"), map(float, factors), strict=True))
        case _:
            raise OptionError(f"no augmentation of images {kind!r}", remedy=f"There are {', '.join(KINDS)}.")
    return Draw(kind=kind, parameters=parameters)


def apply(draw: Draw, image: np.ndarray) -> np.ndarray:
    """Apply a change.

    Parameters
    ----------
    draw : Draw
        Result of `draw`, or read back from its JSON.
    image : (h, w, 3) uint8 ndarray

    Returns
    -------
    (h, w, 3) uint8 ndarray
        A copy of the same size. Areas that a rotation uncovers are filled with the mirrored border.
    """
    height, width = image.shape[:2]
    match draw.kind, draw.parameters:
        case "rotation", {"degrees": degrees}:
            turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1)
            return cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        case "flip", _:
            return image[:, ::-1].copy()
        case "crop", {"kept": kept, "top": top, "left": left}:
            rows, columns = max(1, round(kept * height)), max(1, round(kept * width))
            first_row, first_column = int(top * height), int(left * width)
            cut = image[first_row : first_row + rows, first_column : first_column + columns]
            return cv2.resize(cut, (width, height), interpolation=cv2.INTER_LINEAR)
        case "color", {"brightness": brightness, "contrast": contrast, "saturation": saturation}:
            return _recolor(image, brightness, contrast, saturation)
    raise OptionError(f"{draw} is no augmentation of images", remedy=f"There are {', '.join(KINDS)}.")


def _recolor(image: np.ndarray, brightness: float, contrast: float, saturation: float) -> np.ndarray:
    """Brightness scales the values, contrast the distance from the mean, saturation the distance from grey."""
    values = image * brightness
    mean = (values @ _LUMINANCE).mean()
    values = mean + contrast * (values - mean)
    grey = (values @ _LUMINANCE)[..., None]
    return np.clip(np.rint(grey + saturation * (values - grey)), 0, 255).astype(np.uint8)
