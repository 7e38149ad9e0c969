"""Sound tracks of containers (FLV, MP4, WebM, …), through PyAV."""

import av
import numpy as np

from cremad.errors import UnreadableMediaError
from cremad.media.claims import check_claims
from cremad.media.container import open_stream, read_packets
from cremad.media.limits import MediaLimits
from cremad.media.source import Source

Part = tuple[np.ndarray, int]
"""(channels, samples) float32 and the rate in Hz."""


def read_sound_track(source: Source, limits: MediaLimits) -> list[Part]:
    """Decode the first sound track of a container.

    Parameters
    ----------
    source : Source
    limits : MediaLimits

    Returns
    -------
    list of parts
        One, or several where the rate or the channels change on the way. More than two channels whose places are
        known (5.1, …) come as one, downmixed as FFmpeg does it: the centre at its own level, the others lower.

    Raises
    ------
    UnreadableMediaError
        As `open_stream` and `read_packets` do, or if the sound goes beyond the limits.
    """
    parts: list[tuple[int, list[np.ndarray]]] = []
    last, samples = None, 0
    with open_stream(source, "audio", limits) as stream:
        if stream.container.format.long_name.startswith("PCM "):
            raise UnreadableMediaError(
                "has no header, so nothing says its rate", path=source.name, remedy="Export it as WAV."
            )
        duration_s = (stream.container.duration or 0) / av.time_base
        check_claims(source.name, stream.rate, stream.channels, int(duration_s * stream.rate), limits)
        for packet in read_packets(stream, source.name):
            for frame in packet.decode():
                kind = (frame.rate, frame.layout.name, frame.format.name)
                if kind != last:
                    last, convert = kind, _make_converter(frame.layout)
                    parts.append((frame.rate, []))
                samples += frame.samples
                check_claims(source.name, frame.rate, frame.layout.nb_channels, samples, limits)
                parts[-1][1].extend(block.to_ndarray() for block in convert.resample(frame))
    return [(np.concatenate(blocks, axis=1), rate_hz) for rate_hz, blocks in parts]


def _make_converter(layout: av.AudioLayout) -> av.AudioResampler:
    """To planes of float32; more than two channels whose places are known become one."""
    surround = layout.nb_channels > 2 and layout.channels[0].name != "NONE"
    return av.AudioResampler(format="fltp", layout="mono" if surround else None)
