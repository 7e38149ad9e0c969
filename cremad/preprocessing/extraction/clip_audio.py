"""A clip's audio, as every audio feature set reads it."""

from pathlib import Path

import numpy as np

from cremad.media.audio import load_audio
from cremad.media.source import locate
from cremad.preprocessing.partitions import Record

AUDIO = ("audio_path", "audio_sha256", "audio_gain")
"""Columns of `clips` that determine a clip's audio."""


def load_clip_audio(record: Record, root: Path) -> tuple[np.ndarray, int]:
    """Read a clip's audio and bring it to the level of its corpus.

    Parameters
    ----------
    record : dict
        With `AUDIO`.
    root : Path
        What the path is relative to.

    Returns
    -------
    (samples,) float32 in [-1, 1], and the rate in Hz
        Raises as `load_audio` does.
    """
    signal, rate_hz = load_audio(locate(root, record["audio_path"]))
    return np.clip(signal * np.float32(record["audio_gain"]), -1, 1), rate_hz


def audio_content(record: Record) -> str:
    """Digest of what `load_clip_audio` depends on.

    >>> audio_content({"audio_sha256": "ab", "audio_gain": 2.0})
    'ab*2'
    """
    return f"{record['audio_sha256']}*{record['audio_gain']:g}"
