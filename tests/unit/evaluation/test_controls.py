"""Words that tell more than the sentence fail the run."""

import pandas as pd
import pytest

from cremad.errors import LeakageError
from cremad.evaluation.controls import refuse_telling_text


def metrics(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "corpus": "crema-d",
                "labels": "six",
                "protocol": "actor_5fold",
                "metric": "uar",
                "modality": modality,
                "model": model,
                "value": value,
                "ci_low": value - 0.04,
                "ci_high": value + 0.04,
            }
            for modality, model, value in rows
        ]
    )


LOOKUP = ("text", "sentence_lookup", 0.20)


def test_words_within_the_interval_of_the_lookup_pass():
    refuse_telling_text(metrics(LOOKUP, ("text", "text_only", 0.24), ("sentence", "logistic_regression", 0.1)))


@pytest.mark.parametrize("row", [("text", "text_counts", 0.25), ("sentence", "logistic_regression", 0.4)])
def test_words_beyond_it_are_a_leak_that_is_named(row):
    with pytest.raises(LeakageError, match=rf"{row[1]} on {row[0]} reaches {row[2]:.3f} UAR"):
        refuse_telling_text(metrics(LOOKUP, ("text", "text_only", 0.19), row))


def test_sound_may_beat_the_lookup():
    refuse_telling_text(metrics(LOOKUP, ("audio", "logistic_regression", 0.54)))


def test_free_speech_has_no_lookup_to_be_measured_by():
    refuse_telling_text(metrics(("text", "text_only", 0.9)))
