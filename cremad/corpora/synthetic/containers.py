"""Writing of FLV and MP3 files, with or without faults."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from cremad.corpora.synthetic.face import FRAMES_PER_S
from cremad.corpora.synthetic.voice import RATE_HZ

_NO_DURATION = {"flv": {"flvflags": "no_duration_filesize"}, "mp3": {"write_xing": "0"}}


def write_flv(path: Path, frames: np.ndarray, samples: np.ndarray | None, *, states_duration: bool = True) -> None:
    """Write a Sorenson video with an MP3 track.

    Parameters
    ----------
    path : Path
        Where to.
    frames : ndarray of shape (frames, height, width, 3), uint8, RGB
        At `FRAMES_PER_S`.
    samples : ndarray of shape (samples,), int16, or None
        Audio at `RATE_HZ`; None for a file without an audio track. The track has 22.05 kHz, as required by FLV.
    states_duration : bool
        Whether the header states the duration.
    """
    with _open(path, "flv", states_duration) as container:
        video = container.add_stream("flv1", rate=FRAMES_PER_S)
        video.height, video.width = frames.shape[1:3]
        video.pix_fmt, video.bit_rate, video.codec_context.thread_count = "yuv420p", 400_000, 1
        if samples is not None:  # before the first frame: the header is written with the first packet
            _mux_audio(container, samples, 22_050)
        for number, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_S)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))


def write_mp3(path: Path, samples: np.ndarray, *, states_duration: bool = True) -> None:
    """Write `(samples,)` int16 at `RATE_HZ` as an MP3 of 44.1 kHz, the rate of CREMA-D's."""
    with _open(path, "mp3", states_duration) as container:
        _mux_audio(container, samples, 44_100)


def _open(path: Path, kind: str, states_duration: bool) -> av.container.OutputContainer:
    path.parent.mkdir(exist_ok=True)
    return av.open(path, "w", format=kind, options={} if states_duration else _NO_DURATION[kind])


def _mux_audio(container: av.container.OutputContainer, samples: np.ndarray, rate_hz: int) -> None:
    track = container.add_stream("libmp3lame", rate=rate_hz, layout="mono", options={"compression_level": "9"})
    track.bit_rate = 64_000
    halved = samples[None] // 2  # as in CREMA-D, where the WAVs are twice as loud
    frame = av.AudioFrame.from_ndarray(halved, format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, 0, Fraction(1, RATE_HZ)
    container.mux(track.encode(frame))
    container.mux(track.encode(None))
