"""Embeddings of audio."""

import sys
from importlib.util import find_spec

import numpy as np
import pytest

from cremad.errors import OptionError, UnreadableMediaError, WeightsError
from cremad.features.audio.speech import SpeechExtractor, SpeechFeatureOptions, column_names
from data_contracts.contract import load_table

NOISE = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)


@pytest.fixture(scope="module")
def extractor() -> SpeechExtractor:
    for package in ("moonshine_voice", "onnxruntime"):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    return SpeechExtractor(SpeechFeatureOptions())


def test_columns_are_those_of_the_contract():
    assert column_names() == load_table("features_speech").columns[1:]


def test_a_row_has_a_value_for_every_column(extractor):
    values = extractor.extract(NOISE)
    assert values.shape == (len(column_names()),)
    assert values.dtype == np.float32
    assert np.isfinite(values).all()
    np.testing.assert_array_equal(extractor.extract(NOISE), values)


def test_columns_are_mean_and_deviation_of_the_networks_frames(extractor):
    inputs = {"input_values": NOISE[None], "attention_mask": np.ones((1, len(NOISE)), np.int64)}
    (frames,) = extractor._network.run(["last_hidden_state"], inputs)
    assert frames.shape == (1, 40, 288)  # of 24 ms, but for the edges
    values = dict(zip(column_names(), extractor.extract(NOISE), strict=True))
    assert values["speech_007_mean"] == pytest.approx(frames[0, :, 7].mean(), rel=1e-5)
    assert values["speech_007_std"] == pytest.approx(frames[0, :, 7].std(), rel=1e-5)


def test_the_shortest_signal_has_one_frame_and_a_shorter_none(extractor):
    assert not extractor.extract(NOISE[:895])[1::2].any()
    with pytest.raises(UnreadableMediaError, match=r"0\.056 s is too short"):
        extractor.extract(NOISE[:894])


def test_weights_of_another_digest_are_refused(tmp_path):
    path = tmp_path / "encoder.onnx"
    path.write_bytes(b"other")
    with pytest.raises(WeightsError, match="digest d9298a10d1b0"):
        SpeechExtractor(SpeechFeatureOptions(weights=path))


def test_a_missing_package_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "moonshine_voice", None)
    with pytest.raises(OptionError, match=r"cremad\[speech\]"):
        SpeechExtractor(SpeechFeatureOptions())
