"""The trained sampler: SMOTE's interface, seeded, learns what it is shown, leaves torch's generator alone."""

import sys

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from cremad.augmentation.generative import ConditionalVae, is_installed
from cremad.augmentation.resampled import Resampled
from cremad.errors import OptionError

torch = pytest.importorskip("torch")

RNG = np.random.default_rng(0)
Y = np.array(["anger"] * 150 + ["fear"] * 50, dtype=object)
CENTRES = {"anger": [5.0, -100.0, 0.0], "fear": [9.0, -300.0, 0.0]}
X = np.array([CENTRES[name] for name in Y]) + RNG.normal(size=(200, 3)) * [1.0, 20.0, 0.0]


def test_it_fills_up_as_smote_does_and_follows_each_emotion():
    sampler = ConditionalVae()
    rows, labels = sampler.fit_resample(X, Y)
    made = rows[200:]
    assert np.array_equal(rows[:200], X)
    assert labels[200:].tolist() == ["fear"] * 100
    assert made.mean(0) == pytest.approx(CENTRES["fear"], abs=25)
    assert made[:, 0].std() == pytest.approx(1.0, rel=0.5)
    assert not made[:, 2].any() or np.abs(made[:, 2]).max() < 5
    assert sampler.losses_[-1] < sampler.losses_[0]


def test_the_same_seed_makes_the_same_rows_and_torch_is_left_alone():
    before = torch.get_rng_state()
    first, again, other = (ConditionalVae(epochs=3, random_state=seed).fit_resample(X, Y)[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first[200:], other[200:])
    assert torch.equal(before, torch.get_rng_state())


def test_trained_on_its_samples_alone_a_classifier_knows_real_rows():
    model = Resampled(LogisticRegression(), "vae", alone_rows=100).fit(X / [1, 20, 1], Y)
    assert model.n_made_ == 200
    assert (model.predict(X / [1, 20, 1]) == Y).mean() > 0.95


def test_without_torch_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert not is_installed()
    with pytest.raises(OptionError, match=r"needs torch.*cremad\[neural\]"):
        ConditionalVae().fit_resample(X, Y)
