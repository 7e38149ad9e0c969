"""The latency of a window's row after its last sample, and whether the row equals that of a clip.

Run `OMP_NUM_THREADS=1 python -m benchmarks.live_window`, on real clips where ``CREMAD_REAL_DATA`` names a folder
with them and on synthetic ones elsewhere. The clips, one after the other, are a stream that comes in chunks of
10 ms; what is timed is the `push` of the chunk that completes a window of 1 s.
"""

import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.audio_features import OPTIONS, RATE_HZ, find_clips, row
from cremad.features.audio.engine import make_engine
from cremad.media.audio import resample
from cremad.preprocessing.live import LiveFeatures, LiveOptions, LiveRow

WINDOWS = LiveOptions(window_s=1.0, hop_s=0.1)
OTHER_RATE_HZ = 48_000


def measure() -> list[dict[str, str]]:
    """Rows of the benchmark table: what, what is to be reached, what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        paths = find_clips(Path(folder))
        audio = np.concatenate([soundfile.read(path, dtype="float32")[0] for path in paths])
    rows, taken_ms = listen(audio, RATE_HZ)
    _, other_ms = listen(resample(audio, RATE_HZ, OTHER_RATE_HZ), OTHER_RATE_HZ)
    return [
        row("row of a live window of 1 s", "p50 ≤ 3 ms", percentiles(taken_ms)),
        row(f"the same from a stream at {OTHER_RATE_HZ // 1000} kHz", "", percentiles(other_ms)),
        row("rows equal to the clip's of the same samples", "all", f"{equal(rows, audio)} of {len(rows)}"),
    ]


def listen(audio: np.ndarray, rate_hz: int) -> tuple[list[LiveRow], np.ndarray]:
    """Rows of a stream, and for each the milliseconds from its last sample."""
    live, rows, taken_ms = LiveFeatures(rate_hz, WINDOWS, OPTIONS), [], []
    for begin in range(0, len(audio), rate_hz // 100):
        began = time.perf_counter()
        made = live.push(audio[begin : begin + rate_hz // 100])
        if made:
            taken_ms.append(1000 * (time.perf_counter() - began))
            rows += made
    return rows, np.array(taken_ms)


def percentiles(taken_ms: np.ndarray) -> str:
    p50, p99 = np.percentile(taken_ms, (50, 99))
    return f"p50 {p50:.2f} ms, p99 {p99:.2f} ms"


def equal(rows: list[LiveRow], audio: np.ndarray) -> int:
    """Number of rows that equal, bit for bit, those of a clip of the window's samples."""
    engine, same = make_engine(OPTIONS), 0
    for each in rows:
        begin = round(each.begin_s * RATE_HZ)
        window = audio[begin : begin + round(each.duration_s * RATE_HZ)]
        same += np.array_equal(engine.extract(window, RATE_HZ), each.values)
    return same


if __name__ == "__main__":
    for line in measure():
        print(f"{line['what']:55} {line['reach']:30} {line['measured']}")
