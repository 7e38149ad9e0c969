"""Frames of video files."""

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from av.packet import Packet
from av.video.stream import VideoStream

from cremad.errors import OptionError, UnreadableMediaError
from cremad.media.claims import check_picture
from cremad.media.container import open_stream, read_packets
from cremad.media.door import decoding
from cremad.media.image import load_image
from cremad.media.limits import LIMITS, MediaLimits
from cremad.media.presentation import shown_size, turn_upright
from cremad.media.source import Source, take_source
from cremad.media.timeline import spread_by_time


def read_frames(path: Path | str, count: int, limits: MediaLimits = LIMITS) -> np.ndarray:
    """Read frames spread evenly over a clip's time.

    Frames are decoded up to the last one wanted, since each builds on those before it; only those wanted are
    turned into RGB. They are given as they are to be seen: upright, in square pixels.

    Parameters
    ----------
    path : path-like
        FLV, MP4 or what else FFmpeg reads; an image is a video of one frame.
    count : int
        Number of frames, at least 1.
    limits : MediaLimits, optional

    Returns
    -------
    (n, h, w, 3) uint8 ndarray
        RGB. n is `count`, or all frames where there are fewer.

    Raises
    ------
    MissingFileError, LfsPointerError
        As `check_source` does.
    UnreadableMediaError
        If it is empty, truncated, no video, has no video stream or no frames, or goes beyond the limits. No
        decoder's exception of another class comes out.
    """
    source = take_source(path, None, limits.bytes)
    if count < 1:
        raise OptionError(f"{count} frames cannot be read", remedy="Ask for at least 1.")
    with decoding(source.name):
        if cv2.haveImageReader(str(source.path)):
            return load_image(path, limits)[np.newaxis]
        return np.stack(_read_film(source, count, limits))


def _read_film(source: Source, count: int, limits: MediaLimits) -> list[np.ndarray]:
    with open_stream(source, "video", limits) as stream:
        check_picture(source.name, stream.width, stream.height, limits.frame_pixels)
        check_picture(source.name, *shown_size(stream), limits.frame_pixels)
        packets = list(read_packets(stream, source.name))
        shown = [packet for packet in packets if packet.size > 0]
        positions = _choose(stream, shown, count)
        frames = _frames_at(packets, positions, stream)
        if len(frames) < min(len(shown), count):  # some packets are never shown: count what is, and choose again
            stream.codec_context.flush_buffers()
            decoded = [_Stamp(frame) for packet in packets for frame in packet.decode()]
            stream.codec_context.flush_buffers()
            frames = _frames_at(packets, _choose(stream, decoded, count), stream)
    if not frames:
        raise UnreadableMediaError("has no frames", path=source.name)
    return frames


class _Stamp:
    """When a frame is shown and for how long; the frame itself is let go."""

    def __init__(self, frame):
        self.pts, self.duration = frame.pts, frame.duration


def _choose(stream: VideoStream, stamps: list[Packet] | list[_Stamp], count: int) -> list[int]:
    """Positions, in the order of showing, of the frames that are spread evenly."""
    unit_s = float(stream.time_base)
    times_s = [stamp.pts * unit_s for stamp in stamps if stamp.pts is not None]
    last_s = (stamps[-1].duration or 0) * unit_s if stamps else 0.0
    return spread_by_time(times_s if len(times_s) == len(stamps) else None, last_s, len(stamps), count)


def _frames_at(packets: list[Packet], positions: list[int], stream: VideoStream) -> list[np.ndarray]:
    """Decode the packets in order and turn the frames at the positions, ascending, into RGB."""
    width, height = shown_size(stream)
    wanted = set(positions)
    frames = (frame for packet in packets for frame in packet.decode())
    return [
        turn_upright(frame.to_ndarray(format="rgb24", threads=1, width=width, height=height), frame)
        for position, frame in enumerate(islice(frames, max(positions, default=-1) + 1))
        if position in wanted
    ]
