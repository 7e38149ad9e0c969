"""TF-IDF as a transformer inside a model, so that it is fitted on training rows only."""

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from cremad.features.text.options import TfidfOptions
from cremad.features.text.words import WORD


def make_tfidf(options: TfidfOptions) -> Pipeline:
    """A transformer from transcripts to weighted terms.

    Parameters
    ----------
    options : TfidfOptions

    Returns
    -------
    Pipeline
        Takes a column of text, `(n,)` or `(n, 1)`; a null is an empty text. Gives an `(n, n_terms)` matrix,
        sparse unless `options.dense`, with rows of length one, or zero where no term is known.

    Examples
    --------
    >>> tfidf = make_tfidf(TfidfOptions(longest=1, dense=True))
    >>> tfidf.fit_transform(["yes yes", "no", None]).tolist()
    [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]
    """
    vectorizer = TfidfVectorizer(
        analyzer="word" if options.unit == "word" else "char_wb",
        token_pattern=WORD if options.unit == "word" else None,
        ngram_range=(1, options.longest),
        min_df=options.min_clips,
        max_features=options.max_terms,
        sublinear_tf=True,
    )
    layout = FunctionTransformer(
        to_dense if options.dense else None, accept_sparse=True, feature_names_out="one-to-one"
    )
    return Pipeline(
        [
            ("texts", FunctionTransformer(text_column, feature_names_out=_name_of_column)),
            ("tfidf", vectorizer),
            ("layout", layout),
        ]
    )


def text_column(texts: pd.Series | pd.DataFrame | np.ndarray | list) -> np.ndarray:
    """One column of text as an `(n,)` array of str, nulls as the empty text."""
    column = np.asarray(texts, dtype=object).reshape(len(texts))
    return np.where(pd.isna(column), "", column)


def to_dense(matrix: sparse.csr_matrix) -> np.ndarray:
    """A sparse matrix as an array."""
    return matrix.toarray()


def _name_of_column(_transformer: FunctionTransformer, names: list[str] | None) -> list[str]:
    """The vectorizer names its terms itself; what it is given needs a name only on the way to it."""
    return ["transcript"] if names is None else list(names)
