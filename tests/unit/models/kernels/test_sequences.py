"""Sequences as vectors: a kernel of any lengths, that knows of order, and an SVM upon it."""

import numpy as np
import pandas as pd
import pytest

from cremad.evaluation.fit_scope import FitScope
from cremad.models.kernels.kernel import check_positive_semidefinite
from cremad.models.kernels.sequences import MeanEmbedding
from cremad.models.kernels.vectors import DistanceKernel
from cremad.models.svm import svm_sequences


def column(frames: dict[str, np.ndarray]) -> pd.DataFrame:
    return pd.DataFrame({"mfcc": pd.Series(frames, dtype=object)})


@pytest.fixture
def sequences(clips):
    """Of each clip, frames that rise in anger and fall in sadness, over the same values."""
    rng = np.random.default_rng(0)
    chosen = clips[clips["emotion"].isin(["anger", "sad"])].set_index("clip_id")
    frames = {}
    for clip, emotion in chosen["emotion"].items():
        slope = np.linspace(-1, 1, rng.integers(20, 60))[:, None] * [1, -1, 0]
        frames[clip] = (slope if emotion == "anger" else -slope) + 0.3 * rng.normal(size=slope.shape)
    return chosen, column(frames)


def test_kernel_of_any_lengths_is_positive_semidefinite(sequences):
    embedded = MeanEmbedding(fourier=16).fit_transform(sequences[1])
    assert embedded.shape == (80, 32)
    check_positive_semidefinite(DistanceKernel("radial").fit_transform(embedded))


def test_products_approach_the_mean_kernel_of_all_pairs():
    rng = np.random.default_rng(1)
    table = column({"a": rng.normal(size=(30, 2)), "b": rng.normal(size=(40, 2))})
    embedding = MeanEmbedding(fourier=20_000, width=1.0).fit(table)
    product = float(np.prod(embedding.transform(table), axis=0).sum())
    a, b = (
        np.column_stack([(f - embedding.mean_) / embedding.deviation_, np.sqrt(3) * np.linspace(-1, 1, len(f))])
        for f in table["mfcc"]
    )
    squared = ((a[:, None] - b[None]) ** 2).sum(-1)
    assert product == pytest.approx(np.exp(-squared / (2 * 2 * 3)).mean(), abs=0.01)


def test_machine_tells_by_the_order_of_the_same_frames(sequences):
    chosen, table = sequences
    train = chosen.index[chosen["actor"] < "1016"]
    test = chosen.index.difference(train)
    model = FitScope(train).fit(
        svm_sequences(0), table.loc[train], chosen.loc[train, "emotion"], chosen.loc[train, "actor"]
    )
    assert (model.predict(table.loc[test]) == chosen.loc[test, "emotion"]).all()
