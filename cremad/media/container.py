"""Video containers (FLV, MP4 and what else FFmpeg reads) through PyAV, which keeps FFmpeg's log to itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.packet import Packet
from av.stream import Stream

from cremad.errors import UnreadableMediaError
from cremad.media.door import AGAIN
from cremad.media.limits import MediaLimits
from cremad.media.source import Source

_STATES_DURATION = {"flv", "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "asf"}
"""Containers that state how long they last; of others FFmpeg guesses it."""

_FROM_ZERO = {"flv"}
"""Those whose duration is the time at which they end, and not how long they last from their first packet."""

_LISTS = {"hls", "concat", "dash", "imf", "sdp", "rtsp"}
"""What FFmpeg reads that names other files or addresses and holds no media itself."""

_SLACK_S = 0.25
"""What a container may state too much; in CREMA-D's FLVs it is 0.00."""


@contextmanager
def open_stream(source: Source, kind: Literal["audio", "video"], limits: MediaLimits) -> Iterator[Stream]:
    """Open a container and give its first stream of a kind; decode within the block.

    Parameters
    ----------
    source : Source
    kind : {"audio", "video"}
    limits : MediaLimits
        FFmpeg itself refuses pictures beyond them, those that it decodes to find out what a stream is included.

    Raises
    ------
    UnreadableMediaError
        If it has no such stream, or lasts longer than the limits. What FFmpeg cannot make sense of is raised by
        FFmpeg, within the block too.
    """
    target = source.open() if source.path is None else f"file:{source.path.absolute()}"
    options = {"max_pixels": str(limits.frame_pixels), "protocol_whitelist": "file"}
    with av.open(target, options=options) as container:
        if container.format.name in _LISTS:
            raise UnreadableMediaError("is a list of other media and holds none", path=source.name)
        streams = [each for each in getattr(container.streams, kind) if each.codec_context is not None]
        if not streams:
            raise UnreadableMediaError(f"has no {kind} stream that can be decoded", path=source.name)
        if (container.duration or 0) > limits.seconds * av.time_base:
            raise UnreadableMediaError(
                f"states {container.duration / av.time_base:.0f} s, more than {limits.seconds} s",
                path=source.name,
                remedy="Cut it into clips.",
            )
        if kind == "video":
            streams[0].codec_context.options = {"max_pixels": str(limits.frame_pixels)}
        yield streams[0]


def read_packets(stream: Stream, name: Path | str) -> Iterator[Packet]:
    """The packets of a stream in the order of decoding, the last one empty to flush the decoder.

    FFmpeg takes a file that was cut short for one that ends there, so that is looked for in all streams: a
    packet that lacks bytes, or packets that end well before the container says they do.

    Parameters
    ----------
    stream : Stream
        Of `open_stream`.
    name : path-like
        What errors call the file.

    Raises
    ------
    UnreadableMediaError
        If a packet is damaged or there are too few.
    """
    container = stream.container
    spans: dict[int, _Span] = {}
    for packet in container.demux():
        if packet.is_corrupt:
            raise _cut(name, "a packet lacks bytes")
        if packet.pts is not None:
            index = packet.stream_index
            if index not in spans:
                spans[index] = _Span(packet.time_base, packet.stream.type == "video", packet.pts)
            spans[index].add(packet)
        if packet.stream_index == stream.index:
            yield packet
    if container.format.name in _STATES_DURATION and container.duration:
        stated_s = container.duration / av.time_base
        begins_s = [span.begin_s for span in spans.values() if container.format.name not in _FROM_ZERO]
        begin_s = min(begins_s, default=0.0)
        end_s = max((span.end_s for span in spans.values()), default=0.0)
        if end_s - min(begin_s, end_s) < stated_s - _SLACK_S:
            raise _cut(name, f"packets end at {end_s:.2f} s, it states {stated_s:.2f} s")


@dataclass
class _Span:
    """What the packets of a stream cover, in its own units of time."""

    unit_s: Fraction
    of_pictures: bool
    begin: int
    last: int = 0
    last_duration: int = 0
    packets: int = 0

    def add(self, packet: Packet) -> None:
        self.packets += 1
        self.begin = min(self.begin, packet.pts)
        if packet.pts >= self.last:
            self.last, self.last_duration = packet.pts, packet.duration or 0

    @property
    def begin_s(self) -> float:
        return float(self.begin * self.unit_s)

    @property
    def end_s(self) -> float:
        """The last picture is shown for as long as one is in the mean, whatever its packet says."""
        mean = (self.last - self.begin) / max(self.packets - 1, 1) if self.of_pictures else 0
        return float(self.last + max(self.last_duration, mean)) * float(self.unit_s)


def _cut(name: Path | str, sign: str) -> UnreadableMediaError:
    return UnreadableMediaError(f"is truncated or damaged: {sign}", path=name, remedy=AGAIN)
