"""Predictions and clips small enough to see through."""

import numpy as np
import pandas as pd
import pytest

from data_contracts.vocabulary import EMOTIONS, ROW_COLUMNS, SENTENCES
from tests.results import row_columns


@pytest.fixture
def predictions() -> pd.DataFrame:
    return simulate_predictions(clips=240, actors=12, seed=7)


@pytest.fixture
def clips() -> pd.DataFrame:
    """12 actors x 2 sentences x 6 emotions."""
    rows = [
        (f"{actor}_{sentence}_{emotion}", str(actor), sentence, emotion)
        for actor in range(1001, 1013)
        for sentence in list(SENTENCES)[:2]
        for emotion in EMOTIONS
    ]
    frame = pd.DataFrame(rows, columns=["clip_id", "actor", "sentence", "emotion"])
    return frame.assign(content_sha256=frame["clip_id"], corpus="synthetic")


def simulate_predictions(clips: int, actors: int, seed: int, skill: float = 1.2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    truth, actor = rng.integers(6, size=clips), np.arange(clips) % actors
    logits = rng.normal(size=(clips, 6)) + rng.normal(skill, 0.6, actors)[actor, None] * np.eye(6)[truth]
    table = np.exp(logits).round(1) + 0.01  # rounded, so that scores tie
    table /= table.sum(1, keepdims=True)
    rows = pd.DataFrame(table, columns=[f"p_{emotion}" for emotion in EMOTIONS])
    return rows.assign(
        run_id="0" * 12,
        corpus="synthetic",
        **row_columns(learner="simulated"),
        clip_id=[f"clip_{number:05d}" for number in range(clips)],
        actor=[f"{number:03d}" for number in actor],
        fold=0,
        y_true=np.array(EMOTIONS)[truth],
        y_pred=np.array(EMOTIONS)[table.argmax(1)],
    )


def of_row(predictions: pd.DataFrame, **changed) -> pd.DataFrame:
    """The predictions with some columns changed, as those of another row."""
    parts = {name: changed.pop(name, predictions[name].iloc[0]) for name in ROW_COLUMNS if name != "row_id"}
    return predictions.assign(**row_columns(**parts), **changed)
