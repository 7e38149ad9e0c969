"""Video containers (FLV, MP4 and what else FFmpeg reads) through PyAV, which keeps FFmpeg's log to itself."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import av
from av.packet import Packet
from av.stream import Stream

from cremad.errors import UnreadableMediaError

_STATES_DURATION = {"flv", "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi"}
"""Containers that state how long they last; of others FFmpeg guesses it."""

_SLACK_S = 0.25
"""What a container may state too much; in CREMA-D's FLVs it is 0.00."""


@contextmanager
def open_stream(path: Path, kind: Literal["audio", "video"]) -> Iterator[Stream]:
    """Open a container and give its first stream of a kind; decode within the block.

    Raises
    ------
    UnreadableMediaError
        If it has no such stream or FFmpeg cannot make sense of it, within the block too.
    """
    try:
        with av.open(str(path)) as container:
            streams = [each for each in getattr(container.streams, kind) if each.codec_context is not None]
            if not streams:
                raise UnreadableMediaError(f"has no {kind} stream that can be decoded", path=path)
            yield streams[0]
    except av.error.FFmpegError as error:
        raise UnreadableMediaError(
            f"cannot be decoded ({error.strerror})", path=path, remedy="Fetch or record the file again."
        ) from error


def read_packets(stream: Stream, path: Path) -> Iterator[Packet]:
    """The packets of a stream in the order of decoding, the last one empty to flush the decoder.

    FFmpeg takes a file that was cut short for one that ends there, so that is looked for in all streams: a
    packet that lacks bytes, or packets that end well before the container says they do.

    Raises
    ------
    UnreadableMediaError
        If a packet is damaged or there are too few.
    """
    container = stream.container
    begin_s, end_s = math.inf, 0.0
    for packet in container.demux():
        if packet.is_corrupt:
            raise _truncated(path, "a packet lacks bytes")
        if packet.pts is not None:
            begin_s = min(begin_s, float(packet.pts * packet.time_base))
            end_s = max(end_s, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        if packet.stream_index == stream.index:
            yield packet
    if container.format.name in _STATES_DURATION and container.duration:
        stated_s = container.duration / av.time_base
        if end_s - min(begin_s, end_s) < stated_s - _SLACK_S:
            raise _truncated(path, f"packets end at {end_s:.2f} s, it states {stated_s:.2f} s")


def _truncated(path: Path, sign: str) -> UnreadableMediaError:
    return UnreadableMediaError(
        f"is truncated or damaged: {sign}", path=path, remedy="Fetch or record the file again."
    )
