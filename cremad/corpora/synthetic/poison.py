"""Corruption of a share of the WAVs of any corpus in CREMA-D's layout."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
from scipy.io import wavfile
from scipy.signal import resample_poly

from cremad.artifacts.digests import atomic_path, digest_bytes
from cremad.errors import MissingFileError
from cremad.media.audio import load_audio
from cremad.randomness.streams import child_stream

KINDS: Final = (
    "truncated",
    "empty",
    "lfs_pointer",
    "nan_samples",
    "wrong_rate",
    "png_content",
    "text_content",
    "rate_96k",
)
"""Kinds of corruption of a WAV, see `_spoil`."""


def poison_corpus(
    folder: Path, share: float, seed: int, *, spared: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Corrupt a share of the WAVs of a corpus folder, in place; use it on a copy.

    Parameters
    ----------
    folder : Path
        A corpus in CREMA-D's layout, synthetic or real.
    share : float
        How many of its WAVs, in [0, 1], rounded to the nearest whole number.
    seed : int
        The same seed corrupts the same clips of the same folder in the same way.
    spared : frozenset of str
        Clips that are not corrupted.

    Returns
    -------
    dict of str to str
        clip_id to one of `KINDS`, all kinds as equally often as can be, sorted by clip_id.

    Raises
    ------
    MissingFileError
        If the folder has no WAVs.
    UnreadableMediaError
        If one of them was spoilt before.
    """
    paths = sorted((folder / "AudioWAV").glob("*.wav"))
    if not paths:
        raise MissingFileError("no WAVs here", path=folder / "AudioWAV")
    rng = child_stream(seed, "poison")
    open_to = [path for path in paths if path.stem not in spared]
    count = min(round(share * len(paths)), len(open_to))
    chosen = [open_to[place] for place in rng.choice(len(open_to), count, replace=False)]
    kinds = {path.stem: (path, KINDS[turn % len(KINDS)]) for turn, path in enumerate(chosen)}
    for path, kind in kinds.values():
        with atomic_path(path) as temporary:
            _spoil(path, temporary, kind, rng)
    return {clip_id: kinds[clip_id][1] for clip_id in sorted(kinds)}


def _spoil(path: Path, spoilt: Path, kind: str, rng: np.random.Generator) -> None:
    """Write the spoilt form of a WAV."""
    content = path.read_bytes()
    match kind:
        case "truncated":  # the header still promises the whole
            spoilt.write_bytes(content[: len(content) // 2])
        case "empty":
            spoilt.write_bytes(b"")
        case "lfs_pointer":  # what a clone without Git-LFS holds
            spoilt.write_text(
                "version https://git-lfs.github.com/spec/v1\n"
                f"oid sha256:{digest_bytes(content)}\nsize {len(content)}\n"
            )
        case "nan_samples":  # SciPy's writer: libsndfile's puts the time into float files
            samples, rate_hz = load_audio(path)
            samples[rng.choice(len(samples), len(samples) // 100, replace=False)] = np.nan
            wavfile.write(spoilt, rate_hz, samples)
        case "wrong_rate":  # bytes 24-27 of the header; libsndfile takes these rates without a word
            rate = int(rng.choice([1, 2**31 - 1])).to_bytes(4, "little")
            spoilt.write_bytes(content[:24] + rate + content[28:])
        case "png_content":
            pixels = rng.integers(0, 256, (16, 16, 3), dtype=np.uint8)
            spoilt.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
        case "text_content":
            spoilt.write_text("This is a page about the sound, and not the sound.\n")
        case "rate_96k":
            samples, rate_hz = load_audio(path)
            finer = np.clip(resample_poly(samples, 96_000, rate_hz), -1, 1)
            wavfile.write(spoilt, 96_000, np.round(finer * 32767).astype(np.int16))
