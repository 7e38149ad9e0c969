"""Words that tell more than the sentence fail the run."""

import numpy as np
import pandas as pd
import pytest

from cremad.errors import LeakageError
from cremad.evaluation.controls import refuse_telling_text
from tests.results import row_columns


def metrics(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            row_columns(row_kind=kind, features=features, learner=learner)
            | {"corpus": "crema-d", "metric": "uar", "value": value}
            | {"ci_low": value - 0.04, "ci_high": value + 0.04}
            for kind, features, learner, value in rows
        ]
    )


LOOKUP = ("control", "text", "sentence_lookup", 0.20)
OF_SENTENCE = ("control", "sentence", "logistic_regression", 0.1)


def test_words_within_the_interval_of_the_lookup_pass():
    refuse_telling_text(metrics(LOOKUP, ("control", "text", "text_only", 0.24), OF_SENTENCE), ("text", "sentence"))


@pytest.mark.parametrize(
    "row", [("control", "text", "text_counts", 0.25), ("control", "sentence", "logistic_regression", 0.4)]
)
def test_words_beyond_it_are_a_leak_that_is_named(row):
    with pytest.raises(LeakageError, match=rf"{row[2]} on {row[1]} reaches {row[3]:.3f} UAR"):
        refuse_telling_text(metrics(LOOKUP, ("control", "text", "text_only", 0.19), row), ("text", "sentence"))


def test_few_actors_are_judged_by_a_margin_over_the_lookup():
    within, beyond = ("control", "text", "text_only", 0.34), ("control", "text", "text_counts", 0.36)
    refuse_telling_text(metrics(LOOKUP, within).assign(ci_low=np.nan, ci_high=np.nan))
    with pytest.raises(LeakageError, match=r"text_counts on text reaches 0\.360 UAR, .* up to 0\.350"):
        refuse_telling_text(metrics(LOOKUP, within, beyond).assign(ci_low=np.nan, ci_high=np.nan))


def test_sound_may_beat_the_lookup():
    refuse_telling_text(metrics(LOOKUP, ("model", "audio", "logistic_regression", 0.54)))


def test_free_speech_has_no_lookup_to_be_measured_by():
    refuse_telling_text(metrics(("control", "text", "text_only", 0.9)))
