"""How fast the audio features are, as ratios measured side by side in one process.

Run `OMP_NUM_THREADS=1 python -m benchmarks.audio_features`, on real clips where ``CREMAD_REAL_DATA`` names a
folder with them and on synthetic ones elsewhere. Every candidate reads the file itself. What is compared is what
librosa has: the frame-level features and their statistics; the line "whole row" adds voice and timing, for which
librosa has no counterpart of the kind.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import scipy.fft
import soundfile

from cremad.features.audio.columns import frame_groups
from cremad.features.audio.engine import make_engine, warm_up
from cremad.features.audio.options import AudioFeatureOptions

ROUNDS, N_CLIPS = 7, 24
RATE_HZ = 16_000
OPTIONS = AudioFeatureOptions()

fused = make_engine(OPTIONS)
reference = make_engine(OPTIONS.model_copy(update={"engine": "librosa"}))


def usual_matrices(signal: np.ndarray) -> dict[str, np.ndarray]:
    """Separate librosa calls on the signal, as in common use."""
    framing: dict[str, Any] = {"n_fft": OPTIONS.n_fft, "hop_length": OPTIONS.hop}
    mel: dict[str, Any] = {"n_mels": OPTIONS.n_mels, "fmin": OPTIONS.fmin_hz, "fmax": OPTIONS.fmax_hz}
    blocks: dict[str, Any] = {"frame_length": OPTIONS.n_fft, "hop_length": OPTIONS.hop}
    spectral: dict[str, Any] = {"y": signal, "sr": RATE_HZ} | framing
    return {
        "mfcc": librosa.feature.mfcc(n_mfcc=OPTIONS.n_mfcc, **mel, **spectral),
        "contrast": librosa.feature.spectral_contrast(**spectral),
        "centroid": librosa.feature.spectral_centroid(**spectral),
        "bandwidth": librosa.feature.spectral_bandwidth(**spectral),
        "rolloff": librosa.feature.spectral_rolloff(**spectral),
        "flatness": librosa.feature.spectral_flatness(y=signal, **framing),
        "rms": librosa.feature.rms(y=signal, **blocks),
        "zcr": librosa.feature.zero_crossing_rate(signal, **blocks),
        "log_mel": librosa.power_to_db(librosa.feature.melspectrogram(**mel, **spectral)),
        "chroma": librosa.feature.chroma_stft(**spectral),
    }


def usual_way(signal: np.ndarray) -> np.ndarray:
    """The calls, and the statistics of each feature in turn."""
    matrices, parts = usual_matrices(signal), []
    for group in frame_groups(OPTIONS):
        matrix = matrices[group.name]
        parts += [matrix.mean(axis=1), matrix.std(axis=1), *np.percentile(matrix, (10, 50, 90), axis=1)]
        for order in group.delta_orders:
            delta = librosa.feature.delta(matrix, order=order, mode="nearest")
            parts += [delta.mean(axis=1), delta.std(axis=1)]
    return np.concatenate(parts)


def floor(signal: np.ndarray) -> np.ndarray:
    """The lower bound: window and transform the same frames, in float32."""
    padded = np.pad(signal, OPTIONS.n_fft // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, OPTIONS.n_fft)[:: OPTIONS.hop]
    return scipy.fft.rfft(frames * WINDOW, axis=1)


WINDOW = librosa.filters.get_window("hann", OPTIONS.n_fft).astype(np.float32)
CANDIDATES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "usual": usual_way,
    "librosa": reference.spectral.summarise,
    "fused": fused.spectral.summarise,
    "row": lambda signal: fused.extract(signal, RATE_HZ),
    "floor": floor,
}


def measure() -> list[dict[str, str]]:
    """Rows of the benchmark table: what, what is to be reached, what was measured."""
    warm_up(OPTIONS)
    with tempfile.TemporaryDirectory() as folder:
        paths = find_clips(Path(folder))
        times = time_candidates(paths)
        signals = [soundfile.read(path, dtype="float32")[0] for path in paths]
    ratio = {name: np.median(times["usual"] / taken) for name, taken in times.items()}
    above = {name: np.median(taken / times["floor"]) for name, taken in times.items()}
    error, identical = agreement(signals)
    others = max(value for name, value in error.items() if name not in ("contrast", "rolloff"))
    milliseconds = {name: 1000 * np.median(taken) / len(paths) for name, taken in times.items()}
    return [
        row("fused against the usual way", "≥ 12 times faster, stretch 15", f"{ratio['fused']:.1f} times"),
        row(
            "fused against its floor (read, window, FFT)", "≤ 3.5 times, stretch 3", f"{above['fused']:.2f} times"
        ),
        row("whole row with voice and timing against the usual way", "", f"{ratio['row']:.1f} times faster"),
        row("whole row with voice and timing against the floor", "", f"{above['row']:.2f} times"),
        row("librosa engine against the usual way", "≥ 2 times faster", f"{ratio['librosa']:.2f} times"),
        row("librosa engine, bit-identical to the usual way", "all clips", f"{identical} of {len(signals)}"),
        row("agreement of fused with librosa", "≤ 1e-5", f"{others:.1e}"),
        row("agreement, contrast", "≤ 2e-4", f"{error['contrast']:.1e}"),
        row("agreement, roll-off", "one bin at most", f"{error['rolloff']:.0f} bins"),
        row("milliseconds a clip", "", ", ".join(f"{name} {ms:.2f}" for name, ms in milliseconds.items())),
    ]


def row(what: str, reach: str, measured: str) -> dict[str, str]:
    return {"what": what, "reach": reach, "measured": measured}


def time_candidates(paths: list[Path]) -> dict[str, np.ndarray]:
    """Seconds that each candidate takes for all clips, one value a round; the order changes every round."""
    taken: dict[str, list[float]] = {name: [] for name in CANDIDATES}
    names = list(CANDIDATES)
    for turn in range(ROUNDS + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            begin = time.perf_counter()
            for path in paths:
                CANDIDATES[name](soundfile.read(path, dtype="float32")[0])
            taken[name].append(time.perf_counter() - begin)
    # The first round fills caches.
    return {name: np.array(values[1:]) for name, values in taken.items()}


def agreement(signals: list[np.ndarray]) -> tuple[dict[str, float], int]:
    """Largest error of `fused` by feature, relative to its largest value (roll-off: bins), and identical clips."""
    error = dict.fromkeys((group.name for group in frame_groups(OPTIONS)), 0.0)
    identical = 0
    for signal in signals:
        usual, ours, shared = (
            usual_matrices(signal),
            fused.spectral.matrices(signal),
            reference.spectral.matrices(signal),
        )
        identical += all(np.array_equal(usual[name], shared[name]) for name in usual)
        for name, matrix in usual.items():
            scale = RATE_HZ / OPTIONS.n_fft if name == "rolloff" else np.abs(matrix).max()
            error[name] = max(error[name], np.abs(ours[name] - matrix).max() / scale)
    return error, identical


def find_clips(folder: Path) -> list[Path]:
    """Real clips of various lengths where available, otherwise synthetic ones written to `folder`."""
    real = os.environ.get("CREMAD_REAL_DATA")
    clips = sorted(Path(real, "crema-d", "AudioWAV").glob("*.wav")) if real else []
    if clips:
        return clips[:: -(-len(clips) // N_CLIPS)]
    generator = np.random.default_rng(0)
    for index in range(N_CLIPS):
        time_s = np.arange(round(RATE_HZ * generator.uniform(1.3, 5.0))) / RATE_HZ
        syllables = np.clip(np.sin(2 * np.pi * 2 * time_s), 0, 1)
        pitch = 2 * np.pi * generator.uniform(90, 280) * time_s
        voice = sum(np.sin(harmonic * pitch) / harmonic for harmonic in range(1, 20))
        signal = 0.1 * syllables * voice + 0.002 * generator.standard_normal(len(time_s))
        soundfile.write(folder / f"{index:02d}.wav", signal, RATE_HZ)
    return sorted(folder.glob("*.wav"))


if __name__ == "__main__":
    for line in measure():
        print(f"{line['what']:55} {line['reach']:30} {line['measured']}")
