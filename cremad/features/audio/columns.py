"""Names of the columns, in their order. Units and meanings stand in the contract ``features_audio``.

What describes the clip as a whole comes first. Frame-level features follow in groups: every row of a group with
its statistics over the frames, then the rows' deltas with theirs.
"""

from typing import NamedTuple

from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.audio.prosody import PROSODY_NAMES

STATISTICS = ("mean", "std", "p10", "p50", "p90")
DELTA_STATISTICS = ("mean", "std")
PITCH_CLASSES = ("c", "cs", "d", "ds", "e", "f", "fs", "g", "gs", "a", "as", "b")
N_CONTRASTS = 7
"""Octave bands of the spectral contrast: below 200 Hz, then doubling up to half of the rate."""


class Group(NamedTuple):
    """Rows of one matrix over the frames."""

    name: str
    rows: tuple[str, ...]
    delta_orders: tuple[int, ...]


def frame_groups(options: AudioFeatureOptions) -> tuple[Group, ...]:
    """The frame-level matrices in the order of the columns."""
    return (
        Group("mfcc", tuple(f"mfcc_{index:02d}" for index in range(options.n_mfcc)), (1, 2)),
        Group("contrast", tuple(f"spectral_contrast_{band}" for band in range(N_CONTRASTS)), (1,)),
        Group("centroid", ("spectral_centroid_hz",), (1,)),
        Group("bandwidth", ("spectral_bandwidth_hz",), (1,)),
        Group("rolloff", ("spectral_rolloff_hz",), (1,)),
        Group("flatness", ("spectral_flatness",), (1,)),
        Group("rms", ("rms",), (1,)),
        Group("zcr", ("zero_crossing_rate",), (1,)),
        Group("log_mel", tuple(f"log_mel_{band:02d}" for band in range(options.n_mels)), ()),
        Group("chroma", tuple(f"chroma_{name}" for name in PITCH_CLASSES), ()),
    )


def column_names(options: AudioFeatureOptions) -> tuple[str, ...]:
    """Names of the values that an engine extracts.

    Examples
    --------
    >>> names = column_names(AudioFeatureOptions())
    >>> names[0]
    'f0_hz_mean'
    >>> names[-5:]
    ('chroma_b_mean', 'chroma_b_std', 'chroma_b_p10', 'chroma_b_p50', 'chroma_b_p90')
    """
    return PROSODY_NAMES + tuple(name for group in frame_groups(options) for name in _group_columns(group))


def _group_columns(group: Group) -> list[str]:
    static = [f"{row}_{statistic}" for row in group.rows for statistic in STATISTICS]
    deltas = [
        f"{row}_{'delta' if order == 1 else f'delta{order}'}_{statistic}"
        for order in group.delta_orders
        for row in group.rows
        for statistic in DELTA_STATISTICS
    ]
    return static + deltas
