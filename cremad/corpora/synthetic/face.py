"""Drawn faces: an oval with brows, eyes and a mouth that follow the emotion and the audio level."""

from typing import NamedTuple

import cv2
import numpy as np

WIDTH, HEIGHT, FRAMES_PER_S = 160, 120, 10
_SHIFT = 4
"""Binary digits of sub-pixel positions that OpenCV draws with."""


class Expression(NamedTuple):
    """Expression of a face, in the steps of `emotion.FACE_SHIFTS`; 0 is the neutral face."""

    smile: float
    mouth_open: float
    brow_raise: float
    brow_slant: float
    eye_open: float


def draw_frames(
    looks: np.ndarray, expression: Expression, loudness: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw a clip's frames.

    Parameters
    ----------
    looks : ndarray of shape (9,)
        The actor's numbers in [0, 1): colours and proportions.
    expression : Expression
        Expression at its peak; it sets in during the first frames.
    loudness : ndarray of shape (frames,)
        Audio level of each frame, in [0, 1]; it opens the mouth.
    rng : Generator
        The clip's random stream, for head movement and jitter.

    Returns
    -------
    ndarray of shape (frames, 120, 160, 3), uint8, RGB
    """
    onset = np.minimum(np.arange(1, len(loudness) + 1) / 4, 1.0)[:, None]
    shown = onset * np.array(expression) + rng.normal(0.0, 0.25, (len(loudness), len(expression)))
    sway = np.cumsum(rng.normal(0.0, 0.8, (len(loudness), 2)), axis=0) + rng.normal(0.0, 4.0, 2)
    light = rng.normal(1.0, 0.06)
    frames = [
        _draw_face(looks, Expression(*pose), voice, offset)
        for pose, voice, offset in zip(shown, loudness, sway, strict=True)
    ]
    return np.clip(np.stack(frames) * light, 0, 255).astype(np.uint8)


def _draw_face(looks: np.ndarray, pose: Expression, voice: float, offset: np.ndarray) -> np.ndarray:
    backdrop, skin_tone, hair_tone, shirt_hue, width, height, brow_weight, eye_gap, hair = looks
    skin = tuple(float(c) for c in np.array([250, 205, 175]) * (0.4 + 0.6 * skin_tone))
    dark = tuple(float(c) for c in np.array([120, 85, 60]) * hair_tone)
    image = np.full((HEIGHT, WIDTH, 3), 70 + 130 * backdrop, np.uint8)
    x, y = np.array([WIDTH / 2, HEIGHT / 2]) + offset
    wide, high = 28 + 7 * width, 39 + 7 * height
    shirt = tuple(float(c) for c in 60 + 120 * np.abs(np.cos(np.pi * (shirt_hue + np.arange(3) / 3))))
    _ellipse(image, (x, HEIGHT + 12), (48, 30), shirt)
    _ellipse(image, (x, y - 5), (wide + 3 + 5 * hair, high + 2 + 4 * hair), dark)
    _ellipse(image, (x, y), (wide, high), skin)
    for side in (-1, 1):
        eye_x, eye_y = x + side * (10 + 4 * eye_gap), y - 9
        opening = max(0.6, 3.2 + 1.1 * pose.eye_open)
        _ellipse(image, (eye_x, eye_y), (6, opening), (245, 245, 245))
        _ellipse(image, (eye_x, eye_y), (2.4, min(2.4, opening)), (40, 30, 25))
        brow_y, slant = eye_y - 8 - 1.6 * pose.brow_raise, 1.7 * pose.brow_slant
        brow = [(eye_x - side * 7, brow_y - slant), (eye_x + side * 7, brow_y + slant)]
        _curve(image, brow, dark, 2 + round(brow_weight))
    _draw_mouth(image, (x, y + 0.5 * high), pose, voice)
    return image


def _draw_mouth(image: np.ndarray, centre: tuple[float, float], pose: Expression, voice: float) -> None:
    """Lips as two parabolas with common corners, dark between them."""
    along = np.linspace(-1, 1, 13)
    half_open = max(0.0, 0.8 + 1.3 * pose.mouth_open + 3.5 * voice)
    xs = centre[0] + (11 + pose.smile) * along
    middle = centre[1] + 2.4 * pose.smile * (0.5 - along**2)
    upper, lower = (middle + side * half_open * (1 - along**2) for side in (-1, 1))
    outline = np.concatenate([np.stack([xs, upper], 1), np.stack([xs, lower], 1)[::-1]])
    cv2.fillPoly(image, [_fixed(outline)], (70, 20, 25), cv2.LINE_AA, _SHIFT)
    for lip in (upper, lower):
        _curve(image, np.stack([xs, lip], 1), (165, 65, 70), 2)


def _fixed(points) -> np.ndarray:
    return np.round(np.array(points) * 2**_SHIFT).astype(np.int32)


def _curve(image: np.ndarray, points, colour: tuple, thickness: int) -> None:
    cv2.polylines(image, [_fixed(points)], False, colour, thickness, cv2.LINE_AA, _SHIFT)


def _ellipse(image: np.ndarray, centre: tuple, axes: tuple, colour: tuple) -> None:
    cv2.ellipse(
        image, _fixed(centre).tolist(), _fixed(axes).tolist(), 0, 0, 360, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT
    )
