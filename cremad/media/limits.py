"""Bounds on what a file may ask for, checked by its header before memory is taken for it."""

from typing import NamedTuple


class MediaLimits(NamedTuple):
    """The most that a reader takes, of a file and of what it is decoded into."""

    bytes: int = 2**28
    """Size of a file."""
    pixels: int = 40_000_000
    """Width times height of a still image."""
    frame_pixels: int = 9_000_000
    """Width times height of a film's frames, stored and shown: DCI 4K and no more."""
    seconds: int = 3600
    """Length of sound or film."""
    samples: int = 28_800_000
    """Samples of all channels together: 30 minutes at 16 kHz, 5 of stereo at 48 kHz."""
    channels: int = 64
    """Channels of sound."""
    lowest_rate_hz: int = 4_000
    highest_rate_hz: int = 192_000
    """Sampling rates between which recordings lie."""


LIMITS = MediaLimits()
"""What the readers are bound by unless told otherwise."""
