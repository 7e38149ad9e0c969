"""Ridge with each clip left out, in closed form, against refitting; equal scores on the clips that are refitted.

Run `OMP_NUM_THREADS=1 python -m benchmarks.ridge`. As many clips as CREMA-D has, with made-up features.
"""

import time

import numpy as np
import pandas as pd
from sklearn.linear_model import RidgeClassifier

from cremad.evaluation.ridge_leave_out import ridge_leave_out
from cremad.randomness.streams import child_stream
from data_contracts.vocabulary import EMOTIONS

CLIPS, FEATURES, TIMED = 7_442, 700, 5


def measure() -> list[dict[str, str]]:
    """Rows of the benchmark table: what, what is to be reached, what was measured."""
    rng = child_stream(0, "clips")
    emotions = pd.Series(rng.choice(EMOTIONS, CLIPS))
    X = pd.DataFrame(
        rng.normal(size=(CLIPS, FEATURES)) + 0.3 * rng.normal(size=(6, FEATURES))[emotions.factorize()[0]]
    )
    began = time.perf_counter()
    scores = ridge_leave_out(X, emotions)
    ours_s = time.perf_counter() - began
    apart, began = 0.0, time.perf_counter()
    for clip in range(TIMED):
        others = X.index != clip
        model = RidgeClassifier().fit(X[others], emotions[others])
        apart = max(apart, np.abs(model.decision_function(X.loc[[clip]]) - scores.loc[[clip]]).to_numpy().max())
    theirs_s = (time.perf_counter() - began) * CLIPS / TIMED
    return [
        {
            "what": f"ridge, each of {CLIPS:,} clips left out, against refitting ({TIMED} fits timed, scaled up)",
            "reach": "≥ 1,000 times faster",
            "measured": f"{theirs_s / ours_s:,.0f} times ({theirs_s:,.0f} → {ours_s:.1f} s)",
        },
        {"what": "largest difference of a score", "reach": "equal", "measured": f"{apart:.0e}"},
    ]


if __name__ == "__main__":
    for line in measure():
        print(f"{line['what']:90} {line['reach']:25} {line['measured']}")
