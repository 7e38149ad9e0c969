"""What a header states and no recording has, refused before memory is taken for it."""

from pathlib import Path

from cremad.errors import UnreadableMediaError
from cremad.media.limits import MediaLimits


def check_claims(name: Path | str, rate_hz: int, channels: int, samples: int, limits: MediaLimits) -> None:
    """Refuse sound beyond the limits.

    Parameters
    ----------
    name : path-like
        What the error calls the file.
    rate_hz, channels, samples : int
        As its header states them, or as they have been decoded so far; samples of one channel.
    limits : MediaLimits
    """
    if not limits.lowest_rate_hz <= rate_hz <= limits.highest_rate_hz:
        problem = f"states {rate_hz} Hz, which is not within {limits.lowest_rate_hz} to {limits.highest_rate_hz}"
    elif not 1 <= channels <= limits.channels:
        problem = f"states {channels} channels, more than {limits.channels} or none"
    elif samples > limits.seconds * rate_hz:
        problem = f"lasts {samples / rate_hz:.0f} s, more than {limits.seconds} s"
    elif samples * channels > limits.samples:
        problem = f"has {samples} samples in {channels} channels, more than {limits.samples} together"
    else:
        return
    raise UnreadableMediaError(problem, path=name, remedy="Check how the file was made, or cut it into clips.")


def check_picture(name: Path | str, width: int, height: int, most_pixels: int) -> None:
    """Refuse pictures beyond a number of pixels; sizes in pixels, 0 where FFmpeg has refused them before."""
    if not 0 < width * height <= most_pixels:
        size = f"{width} x {height} pixels" if width * height else "no known size"
        raise UnreadableMediaError(
            f"has pictures of {size}, or of more than {most_pixels} pixels",
            path=name,
            remedy="Scale them down.",
        )
