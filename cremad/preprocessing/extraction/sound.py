"""A clip's sound, as every set of features hears it."""

from pathlib import Path

import numpy as np

from cremad.media.audio import load_audio
from cremad.media.source import locate
from cremad.preprocessing.partitions import Record

SOUND = ("audio_path", "audio_sha256", "audio_gain")
"""Columns of `clips` that say what the sound is."""


def load_sound(record: Record, root: Path) -> tuple[np.ndarray, int]:
    """Read a clip's sound and bring it to the level of its corpus.

    Parameters
    ----------
    record : dict
        With `SOUND`.
    root : Path
        What the path is relative to.

    Returns
    -------
    (samples,) float32 in [-1, 1], and the rate in Hz
        Raises as `load_audio` does.
    """
    signal, rate_hz = load_audio(locate(root, record["audio_path"]))
    return np.clip(signal * np.float32(record["audio_gain"]), -1, 1), rate_hz


def sound_content(record: Record) -> str:
    """Digest of what `load_sound` depends on.

    >>> sound_content({"audio_sha256": "ab", "audio_gain": 2.0})
    'ab*2'
    """
    return f"{record['audio_sha256']}*{record['audio_gain']:g}"
