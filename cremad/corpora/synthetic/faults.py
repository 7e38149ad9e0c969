"""The known faults of CREMA-D, planted in a written corpus."""

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.io import wavfile

from cremad.corpora.synthetic.containers import write_flv, write_mp3
from cremad.corpora.synthetic.face import FRAMES_PER_S
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.corpora.synthetic.render import render_frames
from cremad.corpora.synthetic.voice import RATE_HZ
from cremad.errors import OptionError
from cremad.randomness.streams import child_stream

SHORT_S: Final = 0.05
SHORT_VIDEO_S: Final = 0.2
MINUTE_S: Final = 60.0


class Planted(NamedTuple):
    """One planted fault."""

    clip_id: str
    rule: str
    """Name of the fault: a field of `options.Faults`, or a kind of `poison`."""
    path: str
    """Faulty file, below the corpus's folder."""


class _Pool:
    """Clips that have no fault yet, in random order."""

    def __init__(self, clips: pd.DataFrame, rng: np.random.Generator):
        self._clips = [clip for _, clip in clips.iloc[rng.permutation(len(clips))].iterrows()]

    def take(self, filmed: bool) -> pd.Series:
        """A clip with a video, or one without."""
        return self.take_pair(filmed, lambda clip, other: clip is other)[0]

    def take_pair(self, filmed: bool, fit: Callable[[pd.Series, pd.Series], bool]) -> tuple[pd.Series, pd.Series]:
        """Two clips that fit each other."""
        alike = [clip for clip in self._clips if clip["has_video"] == filmed]
        for pair in itertools.product(alike, alike):
            if fit(*pair):
                self._clips = [clip for clip in self._clips if all(clip is not taken for taken in pair)]
                return pair
        raise OptionError(
            "the corpus has too few clips for the requested faults",
            remedy="Ask for more actors or fewer faults; some need clips with a video, some clips without.",
        )


def plant_faults(folder: Path, clips: pd.DataFrame, options: SyntheticOptions) -> list[Planted]:
    """Plant the faults that the options ask for.

    Which clips are affected depends on the seed and on the number of clips; the others are unchanged.

    Parameters
    ----------
    folder : Path
        A corpus of which all files are written.
    clips : DataFrame
        Its plan.
    options : SyntheticOptions
        Its options.

    Returns
    -------
    list of Planted
        Of copies, the source and the copy: which is which cannot be told from the files.

    Raises
    ------
    OptionError
        If there are too few clips.
    """
    pool = _Pool(clips, child_stream(options.seed, "faults"))
    planted = []
    for rule, count in options.faults:
        for _ in range(count):
            planted += _PLANT[rule](folder, rule, pool, options.seed)
    return planted


def wav_path(clip_id: str) -> str:
    """Where a clip's WAV lies below the corpus's folder."""
    return f"AudioWAV/{clip_id}.wav"


def flv_path(clip_id: str) -> str:
    return f"VideoFlash/{clip_id}.flv"


def mp3_path(clip_id: str) -> str:
    return f"AudioMP3/{clip_id}.mp3"


def _copy(folder: Path, rule: str, pool: _Pool, seed: int) -> list[Planted]:
    """Copy one clip's audio to another, of another emotion or another actor, as WAV or as MP3."""
    pair = pool.take_pair(rule == "copied_mp3", _MAY_BE_COPIED[rule])
    paths = [mp3_path(clip["clip_id"]) if rule == "copied_mp3" else wav_path(clip["clip_id"]) for clip in pair]
    if rule == "copied_mp3":
        write_mp3(folder / paths[0], _samples(folder, pair[0]))
    shutil.copyfile(folder / paths[0], folder / paths[1])
    return [Planted(clip["clip_id"], rule, path) for clip, path in zip(pair, paths, strict=True)]


def _spoil_wav(folder: Path, rule: str, pool: _Pool, seed: int) -> list[Planted]:
    clip = pool.take(filmed=False)
    path, samples = wav_path(clip["clip_id"]), _samples(folder, clip)
    spoilt = 0 * samples if rule == "silent" else samples[len(samples) // 2 :][: round(SHORT_S * RATE_HZ)]
    wavfile.write(folder / path, RATE_HZ, spoilt)
    return [Planted(clip["clip_id"], rule, path)]


def _spoil_video(folder: Path, rule: str, pool: _Pool, seed: int) -> list[Planted]:
    """Write a clip's FLV, and except for `soundless_video` its MP3, with a fault; the WAV stays good."""
    clip = pool.take(filmed=True)
    samples = _samples(folder, clip)
    frames = render_frames(clip, seed, samples)
    if rule == "short_video":
        samples, frames = np.zeros(round(SHORT_VIDEO_S * RATE_HZ), np.int16), frames[:2]
    if rule == "minute_long":
        samples = np.resize(samples, round(MINUTE_S * RATE_HZ))
        frames = np.resize(frames, (round(MINUTE_S * FRAMES_PER_S), *frames.shape[1:]))
    flv, mp3 = flv_path(clip["clip_id"]), mp3_path(clip["clip_id"])
    if rule == "soundless_video":
        write_flv(folder / flv, frames, None)
        return [Planted(clip["clip_id"], rule, flv)]
    states_duration = rule != "no_duration"
    write_flv(folder / flv, frames, samples, states_duration=states_duration)
    write_mp3(folder / mp3, samples, states_duration=states_duration)
    return [Planted(clip["clip_id"], rule, path) for path in (flv, mp3)]


def _samples(folder: Path, clip: pd.Series) -> np.ndarray:
    return wavfile.read(folder / wav_path(clip["clip_id"]))[1]


def _equal_but(differs: str, *same: str) -> Callable[[pd.Series, pd.Series], bool]:
    return lambda a, b: a[differs] != b[differs] and all(a[name] == b[name] for name in same)


_MAY_BE_COPIED: Final = {
    "copied_label": _equal_but("emotion", "actor", "sentence"),
    "copied_actor": _equal_but("actor", "sentence", "emotion"),
    "copied_mp3": _equal_but("actor"),
}
"""The two clips that the fault is planted in."""

_PLANT: Final = {
    **dict.fromkeys(_MAY_BE_COPIED, _copy),
    "silent": _spoil_wav,
    "short": _spoil_wav,
    "short_video": _spoil_video,
    "no_duration": _spoil_video,
    "minute_long": _spoil_video,
    "soundless_video": _spoil_video,
}
