"""Frames of video files."""

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from av.packet import Packet

from cremad.errors import OptionError, UnreadableMediaError
from cremad.media.container import open_stream, read_packets
from cremad.media.image import load_image
from cremad.media.source import check_source


def read_frames(path: Path | str, count: int) -> np.ndarray:
    """Read frames spread evenly over a clip.

    Frames are decoded up to the last one wanted, since each builds on those before it; only those wanted are
    turned into RGB.

    Parameters
    ----------
    path : path-like
        FLV, MP4 or what else FFmpeg reads; an image is a video of one frame.
    count : int
        Number of frames, at least 1.

    Returns
    -------
    (n, h, w, 3) uint8 ndarray
        RGB. n is `count`, or all frames where there are fewer.

    Raises
    ------
    MissingFileError, LfsPointerError
        As `check_source` does.
    UnreadableMediaError
        If it is empty, truncated, no video, or has no video stream or no frames.
    """
    path = check_source(path)
    if count < 1:
        raise OptionError(f"{count} frames cannot be read", remedy="Ask for at least 1.")
    if cv2.haveImageReader(str(path)):
        return load_image(path)[np.newaxis]
    with open_stream(path, "video") as stream:
        size = {"width": stream.width, "height": stream.height}
        packets = list(read_packets(stream, path))
        shown = sum(packet.size > 0 for packet in packets)
        frames = _frames_at(packets, spread_positions(shown, count), size)
        if len(frames) < min(shown, count):  # some packets are never shown: count what is, and choose again
            stream.codec_context.flush_buffers()
            shown = sum(len(packet.decode()) for packet in packets)
            stream.codec_context.flush_buffers()
            frames = _frames_at(packets, spread_positions(shown, count), size)
    if not frames:
        raise UnreadableMediaError("has no frames", path=path)
    return np.stack(frames)


def spread_positions(length: int, count: int) -> list[int]:
    """The middle of each of `count` equal stretches of ``range(length)``; all of it if it is shorter.

    >>> spread_positions(10, 2), spread_positions(10, 1), spread_positions(2, 5)
    ([2, 7], [5], [0, 1])
    """
    count = min(count, length)
    return [(2 * stretch + 1) * length // (2 * count) for stretch in range(count)]


def _frames_at(packets: list[Packet], positions: list[int], size: dict[str, int]) -> list[np.ndarray]:
    """Decode the packets in order and turn the frames at the positions, ascending, into RGB."""
    wanted = set(positions)
    frames = (frame for packet in packets for frame in packet.decode())
    return [
        frame.to_ndarray(format="rgb24", threads=1, **size)
        for position, frame in enumerate(islice(frames, max(positions, default=-1) + 1))
        if position in wanted
    ]
