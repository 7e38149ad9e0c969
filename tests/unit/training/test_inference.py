"""Judgement of held-out clips, against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, log_loss
from sklearn.utils.class_weight import compute_sample_weight

torch = pytest.importorskip("torch")

from cremad.training.inference import judge, log_probabilities  # noqa: E402
from cremad.training.samples import MappedSamples  # noqa: E402

LABELS = np.array([0, 0, 0, 0, 1, 2, 2])
LOG_PROBABILITIES = torch.from_numpy(np.random.default_rng(0).normal(size=(7, 3))).float().log_softmax(1)


def test_all_classes_have_the_same_weight():
    loss, uar = judge(LOG_PROBABILITIES, MappedSamples({}, np.eye(3)[LABELS]))
    probabilities = LOG_PROBABILITIES.double().exp().numpy()
    probabilities /= probabilities.sum(1, keepdims=True)
    assert loss == pytest.approx(
        log_loss(LABELS, probabilities, sample_weight=compute_sample_weight("balanced", LABELS)), rel=1e-6
    )
    assert uar == pytest.approx(balanced_accuracy_score(LABELS, LOG_PROBABILITIES.argmax(1)))


def test_a_class_without_clips_is_left_out():
    few, narrow = np.flatnonzero(LABELS != 1), np.eye(3)[LABELS[LABELS != 1]]
    loss, _ = judge(LOG_PROBABILITIES[few], MappedSamples({}, narrow))
    by_class = [-LOG_PROBABILITIES[label == LABELS, label].double().mean() for label in (0, 2)]
    assert loss == pytest.approx(float(sum(by_class)) / 2)


def test_a_failed_clip_is_not_averaged_away():
    broken = LOG_PROBABILITIES.clone()
    broken[4] = torch.nan
    assert np.isnan(judge(broken, MappedSamples({}, np.eye(3)[LABELS]))[0])


def test_batches_change_nothing(samples, make_network):
    network = make_network()
    whole, parts = (log_probabilities(network, samples, batch=batch) for batch in (40, 7))
    assert whole.shape == (40, 3)
    assert torch.allclose(whole, parts, atol=1e-6)
    assert torch.allclose(whole.exp().sum(1), torch.ones(40))
    assert not network.training
