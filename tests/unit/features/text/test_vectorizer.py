"""TF-IDF inside a model."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import make_column_transformer

from cremad.features.text.options import TfidfOptions
from cremad.features.text.vectorizer import make_tfidf

TEXTS = ["It's late", "it's late, late!", None]


def test_weights_by_hand():
    tfidf = make_tfidf(TfidfOptions(longest=1, dense=True))
    found = pd.DataFrame(tfidf.fit_transform(TEXTS), columns=tfidf.get_feature_names_out())
    # Both words stand in two of three rows; the second "late" counts as 1 + ln 2.
    often = 1 + np.log(2)
    expected = np.array([[1, 1], [1, often], [0, 0]]) / [[np.sqrt(2)], [np.hypot(1, often)], [1]]
    np.testing.assert_allclose(found[["it's", "late"]], expected)


def test_terms_are_those_of_the_training_rows():
    tfidf = make_tfidf(TfidfOptions()).fit(["a new clock"])
    assert not tfidf.transform(["an old watch"]).nnz
    assert tfidf.get_feature_names_out().tolist() == ["a", "a new", "clock", "new", "new clock"]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(TEXTS, dtype="str"),
        pd.DataFrame({"transcript": TEXTS}),
        np.array(TEXTS, object),
        np.array(TEXTS, object)[:, None],
    ],
    ids=["series", "frame", "array", "one-column array"],
)
def test_any_column_of_text_will_do(column):
    matrix = make_tfidf(TfidfOptions()).fit_transform(column)
    assert sparse.issparse(matrix)
    assert matrix.shape[0] == 3
    assert not matrix[2].nnz


def test_characters_stay_within_words():
    tfidf = make_tfidf(TfidfOptions(unit="characters", longest=2)).fit(["ab c"])
    assert tfidf.get_feature_names_out().tolist() == [" ", " a", " c", "a", "ab", "b", "b ", "c", "c "]


def test_rare_terms_can_be_left_out():
    tfidf = make_tfidf(TfidfOptions(longest=1, min_clips=2)).fit(["a new clock", "a new jacket", "a day"])
    assert tfidf.get_feature_names_out().tolist() == ["a", "new"]
    tfidf = make_tfidf(TfidfOptions(longest=1, max_terms=1)).fit(["a new clock", "a new jacket", "a day"])
    assert tfidf.get_feature_names_out().tolist() == ["a"]


def test_it_stands_in_a_column_transformer_and_can_be_cloned():
    rows = pd.DataFrame({"transcript": TEXTS, "n_words": [2.0, 3.0, 0.0]})
    model = make_column_transformer(
        (make_tfidf(TfidfOptions(longest=1)), "transcript"), ("passthrough", ["n_words"])
    )
    assert clone(model).fit_transform(rows).shape == (3, 3)
