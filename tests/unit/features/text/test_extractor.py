"""Text counts, worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cremad.features.text.columns import column_names
from cremad.features.text.extractor import TextExtractor
from cremad.features.text.options import TextFeatureOptions
from data_contracts.contract import load_table

EXTRACTOR = TextExtractor(TextFeatureOptions())


def counts(text: str | None) -> dict[str, float]:
    return dict(zip(column_names(EXTRACTOR.options), EXTRACTOR.extract(text).tolist(), strict=True))


def test_columns_are_those_of_the_contract():
    assert ("clip_id", "transcript", *column_names(TextFeatureOptions())) == load_table("features_text").columns


def test_a_sentence_of_the_corpus_by_hand():
    found = counts("It's eleven o'clock.")
    expected = {
        **{"n_words": 3, "n_characters": 15, "n_sentences": 1, "n_punctuation": 1, "n_apostrophes": 2},
        **{"n_question_marks": 0, "n_question_words": 0, "n_negations": 0, "n_first_person": 0},
        **{"mean_word_length": 5, "type_token_ratio": 1, "syllables_per_word": 2},
        "flesch_reading_ease": 206.835 - 1.015 * 3 - 84.6 * 2,
        "flesch_kincaid_grade": 0.39 * 3 + 11.8 * 2 - 15.59,
        **{"sentiment_negative": 0, "sentiment_neutral": 1, "sentiment_positive": 0, "sentiment_compound": 0},
    }
    assert found == pytest.approx(expected, rel=1e-6)


def test_several_sentences_by_hand():
    found = counts("Why? No! I won't... We’ve said no, no, not us")
    expected = {
        **{"n_words": 10, "n_characters": 27, "n_sentences": 4, "n_punctuation": 7, "n_apostrophes": 2},
        **{"n_question_marks": 1, "n_question_words": 1, "n_negations": 5, "n_first_person": 3},
        **{"mean_word_length": 2.7, "type_token_ratio": 0.8, "syllables_per_word": 1},
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-6)


def test_sentiment_has_the_sign_of_the_words():
    assert counts("What a wonderful day, I love it")["sentiment_compound"] > 0.5
    assert counts("This is a horrible disaster")["sentiment_compound"] < -0.5


@pytest.mark.parametrize("text", [None, "", "  ", "?!"])
def test_without_words_all_is_zero(text):
    assert not EXTRACTOR.extract(text).any()


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_finite_values_within_the_contract(text):
    fields = load_table("features_text").fields[2:]
    for field, value in zip(fields, EXTRACTOR.extract(text), strict=True):
        assert np.isfinite(value)
        assert field.minimum is None or value >= field.minimum - 1e-6
        assert field.maximum is None or value <= field.maximum + 1e-6
