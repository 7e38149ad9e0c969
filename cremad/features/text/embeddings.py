"""Texts as the mean of their words' vectors: trained here, or read from a file."""

from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from cremad.artifacts.digests import digest_file
from cremad.errors import MissingFileError, OptionError, WeightsError
from cremad.features.text.options import Word2VecOptions, WordVectorFile
from cremad.features.text.vectorizer import text_column
from cremad.features.text.words import split_words


class WordVectors(NamedTuple):
    """One vector a word."""

    row_of_word: dict[str, int]
    matrix: np.ndarray
    """(n_words, dimensions) float32."""


def read_word_vectors(file: WordVectorFile) -> WordVectors:
    """Read vectors from text: a word and its numbers a line, as GloVe is published.

    A first line of two whole numbers, which the word2vec text format begins with, is passed over. The words
    are taken as they stand; texts are looked up in lower case. Of a word that stands twice the first holds.

    Raises
    ------
    MissingFileError
        If there is no such file.
    WeightsError
        If it is not the file that the digest names, or a line has another number of values than the first, or
        something that is no number.
    """
    path = file.path
    if not path.is_file():
        raise MissingFileError("no word vectors here", path=path, remedy="Unpack a GloVe file and name it.")
    if (digest := digest_file(path)) != file.sha256:
        raise WeightsError(
            f"these word vectors have the digest {digest}, not {file.sha256[:12]}…",
            path=path,
            remedy="Get the file again, or name the digest of the file that is meant.",
        )
    row_of_word: dict[str, int] = {}
    rows: list[np.ndarray] = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            word, *values = line.rstrip().split(" ")
            if word in row_of_word or (number == 1 and len(values) == 1):
                continue
            rows.append(_vector(values, len(rows[0]) if rows else len(values), path, number))
            row_of_word[word] = len(row_of_word)
    if not rows:
        raise WeightsError("the file holds no word vectors", path=path)
    return WordVectors(row_of_word, np.stack(rows))


def _vector(values: list[str], dimensions: int, path: Path, line: int) -> np.ndarray:
    try:
        vector = np.array(values, dtype=np.float32)
    except ValueError:
        vector = np.empty(0, np.float32)
    if len(vector) != dimensions or not np.isfinite(vector).all() or not dimensions:
        raise WeightsError(
            f"line {line} is not a word and {dimensions or 'its'} numbers",
            path=path,
            remedy="Word vectors have to be in GloVe's text format.",
        )
    return vector


def train_word_vectors(texts: list[str], options: Word2VecOptions, seed: int) -> WordVectors:
    """Train Word2Vec (skip-gram) on texts; the same texts, options and seed give the same vectors.

    Raises
    ------
    OptionError
        If gensim is not installed, or no word is frequent enough.

    References
    ----------
    T. Mikolov et al., "Distributed representations of words and phrases and their compositionality", 2013.
    """
    try:
        from gensim.models import Word2Vec
    except ImportError as error:
        raise OptionError(
            "Word2Vec needs gensim, which is not installed", remedy="pip install 'cremad[word2vec]'"
        ) from error
    sentences = [split_words(text) for text in texts]
    model = Word2Vec(
        vector_size=options.dimensions,
        window=options.window,
        min_count=options.min_count,
        epochs=options.epochs,
        sg=1,
        seed=seed,
        workers=1,  # more would make the order of updates, and so the vectors, a matter of chance
    )
    model.build_vocab(sentences)
    if len(model.wv) == 0:
        raise OptionError(f"no word occurs {options.min_count} times", remedy="Lower min_count.")
    model.train(sentences, total_examples=len(sentences), epochs=options.epochs)
    return WordVectors(dict(model.wv.key_to_index), model.wv.vectors.copy())


class MeanWordVector(TransformerMixin, BaseEstimator):
    """Texts to the mean of their known words' vectors.

    Parameters
    ----------
    source : WordVectorFile or Word2VecOptions
        A file in GloVe's format, or how to train vectors on the rows that `fit` is given.
    seed : int
        For training.

    Attributes
    ----------
    vectors_ : WordVectors
    """

    def __init__(self, source: WordVectorFile | Word2VecOptions, seed: int = 0):
        self.source = source
        self.seed = seed

    def fit(self, X, y=None) -> Self:
        """Read or train the vectors; `X` is a column of texts, `(n,)` or `(n, 1)`."""
        if isinstance(self.source, Word2VecOptions):
            self.vectors_ = train_word_vectors(text_column(X).tolist(), self.source, self.seed)
        else:
            self.vectors_ = read_word_vectors(self.source)
        return self

    def transform(self, X) -> np.ndarray:
        """Means of the vectors, `(n, dimensions)` float32; zero for a text without known words."""
        check_is_fitted(self)
        return np.stack([self._mean(text) for text in text_column(X)])

    def get_feature_names_out(self, input_features=None) -> np.ndarray:
        """`embedding_00`, `embedding_01`, …"""
        check_is_fitted(self)
        return np.array([f"embedding_{index:02d}" for index in range(self.vectors_.matrix.shape[1])], object)

    def _mean(self, text: str) -> np.ndarray:
        row_of_word, matrix = self.vectors_
        rows = [row_of_word[word] for word in split_words(text) if word in row_of_word]
        return matrix[rows].mean(axis=0) if rows else np.zeros(matrix.shape[1], np.float32)
