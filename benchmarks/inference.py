"""Predictions of a network in batches, against one clip at a time.

Run `OMP_NUM_THREADS=1 python -m benchmarks.inference`. As long as CREMA-D's clips, with made-up log-mels.
"""

import time

import numpy as np
import pandas as pd

from benchmarks.audio_features import row
from cremad.networks.estimator import NetworkClassifier
from cremad.randomness.streams import child_stream
from cremad.training.options import TrainingOptions

CLIPS, FRAMES, BANDS = 512, (150, 400), 64


def measure() -> list[dict[str, str]]:
    """Rows of the benchmark table: what, what is to be reached, what was measured."""
    rng = child_stream(0, "clips")
    lengths = rng.integers(*FRAMES, CLIPS)
    cells = [rng.normal(size=(length, BANDS)).astype(np.float32) for length in lengths]
    X = pd.DataFrame({"log_mel": pd.Series(cells, dtype=object)})
    network = NetworkClassifier(training=TrainingOptions(epochs=2, patience=0))
    network.fit(X, np.resize(["happy", "sad"], CLIPS))
    network.predict_proba(X[:1])
    began = time.perf_counter()
    together = network.predict_proba(X)
    batch_s = time.perf_counter() - began
    began = time.perf_counter()
    apart = np.vstack([network.predict_proba(X[row : row + 1]) for row in range(CLIPS)])
    single_s = time.perf_counter() - began
    return [
        row("network, clips a second in batches", "", f"{CLIPS / batch_s:,.0f}"),
        row("the same, one by one", "", f"{CLIPS / single_s:,.0f}"),
        row("batches against one by one", "", f"{single_s / batch_s:.1f} times faster"),
        row("largest difference of a probability", "equal to 1e-5", f"{np.abs(together - apart).max():.0e}"),
    ]


if __name__ == "__main__":
    for line in measure():
        print(f"{line['what']:55} {line['reach']:30} {line['measured']}")
