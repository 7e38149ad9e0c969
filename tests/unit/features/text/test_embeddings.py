"""Word vectors: read, trained, averaged."""

import sys

import numpy as np
import pytest
from sklearn.base import clone

from cremad.artifacts.digests import digest_file
from cremad.errors import MissingFileError, OptionError, WeightsError
from cremad.features.text.embeddings import MeanWordVector, read_word_vectors, train_word_vectors
from cremad.features.text.options import Word2VecOptions, WordVectorFile

GLOVE = "the 1 0\nclock 3 -2\nthe 9 9\n"
OPTIONS = Word2VecOptions(dimensions=8, epochs=30)


def vector_file(path, text=GLOVE) -> WordVectorFile:
    path.write_text(text)
    return WordVectorFile(path=path, sha256=digest_file(path))


@pytest.fixture
def glove(tmp_path):
    return vector_file(tmp_path / "glove.txt")


def test_glove_text_is_read(glove):
    vectors = read_word_vectors(glove)
    assert vectors.row_of_word == {"the": 0, "clock": 1}
    assert vectors.matrix.tolist() == [[1, 0], [3, -2]]
    assert vectors.matrix.dtype == np.float32


def test_the_heading_of_word2vec_text_is_passed_over(tmp_path):
    file = vector_file(tmp_path / "vectors.txt", "2 3\na 1 2 3\nb 4 5 6\n")
    assert read_word_vectors(file).matrix.shape == (2, 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no word vectors"),
        ("a 1 2\nb 3\n", "line 2 is not a word and 2 numbers"),
        ("a 1 2\nb 3 x\n", "line 2"),
        ("a 1 nan\n", "line 1"),
        ("nothing\n", "line 1"),
    ],
)
def test_another_format_is_refused_by_line(tmp_path, text, message):
    file = vector_file(tmp_path / "vectors.txt", text)
    with pytest.raises(WeightsError, match=message):
        read_word_vectors(file)


def test_other_vectors_than_the_digest_names_are_refused(glove):
    glove.path.write_text(GLOVE + "late 1 1\n")
    with pytest.raises(WeightsError, match="digest"):
        read_word_vectors(glove)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MissingFileError, match=r"absent\.txt"):
        read_word_vectors(WordVectorFile(path=tmp_path / "absent.txt", sha256="0" * 64))


def test_a_text_is_the_mean_of_its_known_words(glove):
    embedding = MeanWordVector(glove).fit(["anything"])
    means = embedding.transform(["The clock.", "clock clock the", "unknown", None])
    np.testing.assert_allclose(means, [[2, -1], [7 / 3, -4 / 3], [0, 0], [0, 0]], rtol=1e-6)
    assert embedding.get_feature_names_out().tolist() == ["embedding_00", "embedding_01"]


def test_training_is_replayed_by_its_seed():
    pytest.importorskip("gensim")
    texts = ["the clock is late", "the train is late", "a new clock"] * 5
    first, again, other = (train_word_vectors(texts, OPTIONS, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.matrix, again.matrix)
    assert not np.array_equal(first.matrix, other.matrix)
    assert set(first.row_of_word) == {"the", "clock", "is", "late", "train", "a", "new"}


def test_words_of_test_rows_are_unknown_to_a_trained_embedding():
    pytest.importorskip("gensim")
    embedding = clone(MeanWordVector(OPTIONS, seed=3)).fit(["the clock", None])
    values = embedding.transform(["the clock", "jacket"])
    assert values.shape == (2, 8)
    assert values[0].any()
    assert not values[1].any()


def test_too_rare_words_are_named():
    pytest.importorskip("gensim")
    with pytest.raises(OptionError, match="no word occurs 5 times"):
        train_word_vectors(["a b"], Word2VecOptions(min_count=5), seed=0)


def test_a_missing_gensim_names_itself(monkeypatch):
    monkeypatch.setitem(sys.modules, "gensim.models", None)
    with pytest.raises(OptionError, match=r"cremad\[word2vec\]"):
        train_word_vectors(["a b"], OPTIONS, seed=0)
