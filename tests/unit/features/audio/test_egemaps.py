"""openSMILE's set: named as it names it, and refused where it has no answer."""

import re
import sys

import numpy as np
import pytest

from cremad.errors import OptionError, UnreadableMediaError
from cremad.features.audio.egemaps import EgemapsExtractor, column_names

TONE = np.sin(np.arange(16_000) * 0.08).astype(np.float32) * 0.5


@pytest.fixture(scope="module")
def extractor() -> EgemapsExtractor:
    pytest.importorskip("opensmile")
    return EgemapsExtractor()


def test_columns_are_those_of_opensmile_in_its_order(extractor):
    named = [f"egemaps_{re.sub(r'[^a-z0-9]+', '_', name.lower())}" for name in extractor._smile.feature_names]
    assert column_names() == tuple(named)


def test_the_pitch_of_a_tone_is_found(extractor):
    values = dict(zip(column_names(), extractor.extract(TONE, 16_000), strict=True))
    semitones = 12 * np.log2(0.08 * 16_000 / (2 * np.pi) / 27.5)
    assert values["egemaps_f0semitonefrom27_5hz_sma3nz_amean"] == pytest.approx(semitones, abs=0.2)


def test_a_blip_is_too_short(extractor):
    with pytest.raises(UnreadableMediaError, match=r"0\.010 s is too short"):
        extractor.extract(TONE[:160], 16_000)


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "opensmile", None)
    with pytest.raises(OptionError, match=r"cremad\[egemaps\]"):
        EgemapsExtractor()
