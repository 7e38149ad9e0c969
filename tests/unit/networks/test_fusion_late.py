"""Each modality has its classifier; what is left of them predicts when one is gone."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.catalogue.learners import find_learner
from cremad.errors import OptionError
from cremad.evaluation.fit_scope import FitScope
from cremad.models.preparation import prepared
from cremad.models.tuning import ActorTuned
from cremad.networks.fusion_late import LateFusion, modality_of_column
from cremad.registry.estimator_file import read_estimator, write_estimator


def late(**options):
    members = [(modality, prepared(LogisticRegression())) for modality in ("audio", "image", "text")]
    return LateFusion(members, **options)


@pytest.fixture(scope="module")
def training():
    """Two columns of audio and two of video, each of which knows a part; video of half of the clips."""
    rng = np.random.default_rng(0)
    emotion = np.tile(["anger", "happy", "sad"], 400)
    code = np.unique(emotion, return_inverse=True)[1]
    told = np.stack([code == 0, code == 2], 1)
    ids = pd.Index([f"c{number:04d}" for number in range(1200)], name="clip_id")
    columns = ["f0_hz_mean", "jitter_local", "lab_b_b6_std", "lab_b_b6_mean"]
    values = 1.2 * np.hstack([told, told]) + rng.normal(size=(1200, 4))
    X = pd.DataFrame(values, ids, columns)
    X.iloc[rng.permutation(1200)[:600], 2:] = np.nan
    return X, pd.Series(emotion, ids), pd.Series(np.arange(1200) // 6, ids).astype(str)


def test_modalities_are_told_by_the_names_of_columns():
    assert modality_of_column("f0_hz_mean") == modality_of_column("mfcc") == "audio"
    assert modality_of_column("face") == modality_of_column("lab_b_b6_std") == "image"
    assert modality_of_column("n_words") == "text"
    assert modality_of_column("elsewhere") is None


def test_each_classifier_has_the_columns_and_the_clips_of_its_modality(training):
    X, y, actors = training
    fused = late().fit(X, y, actors)
    assert [own.tolist() for own in fused.columns_.values()] == [[0, 1], [2, 3]]
    assert [each["scaler"].n_samples_seen_ for each in fused.estimators_] == [1200, 600]


@pytest.mark.parametrize("gone", [[], ["f0_hz_mean", "jitter_local"], ["lab_b_b6_std", "lab_b_b6_mean"]])
def test_weights_are_those_of_what_is_left(gone, training):
    X, y, actors = training
    test = (actors.astype(int) >= 70) & X["lab_b_b6_std"].notna()
    fused = late().fit(X[~test], y[~test], actors[~test])
    left = X[test].assign(**dict.fromkeys(gone, np.nan))
    probabilities = fused.predict_proba(left)
    kept = [number for number, own in enumerate(fused.columns_.values()) if not set(X.columns[own]) & set(gone)]
    row = fused.weights_[sum(2**number for number in kept)]
    assert (np.flatnonzero(row) == kept).all()
    # neither flatter nor sharper probabilities would be truer
    powers = [probabilities**power for power in (1.0, 0.5, 2.0)]
    losses = [log_loss(y[test], each / each.sum(1, keepdims=True)) for each in powers]
    assert losses[0] == min(losses)


def test_two_modalities_know_more_than_one(training):
    X, y, actors = training
    train = actors.astype(int) < 70
    seen = X[~train].dropna()
    fused = late().fit(X[train], y[train], actors[train])
    losses = [
        log_loss(y[seen.index], fused.predict_proba(seen.assign(**dict.fromkeys(gone, np.nan))))
        for gone in ([], X.columns[:2], X.columns[2:])
    ]
    assert losses[0] < min(losses[1:])


def test_clip_without_any_modality_is_anything(training):
    X, y, actors = training
    np.testing.assert_allclose(late().fit(X, y, actors).predict_proba(X[:1] * np.nan), 1 / 3)


def test_one_modality_alone_is_enough_and_one_unknown_to_it_is_not(training):
    X, y, actors = training
    assert list(late().fit(X.iloc[:, :2], y, actors).columns_) == ["audio"]
    with pytest.raises(OptionError, match="no classifier for columns such as n_words, which are of text"):
        LateFusion(late().estimators[:2]).fit(X[["f0_hz_mean"]].set_axis(["n_words"], axis=1), y, actors)


def test_classifiers_are_told_the_actors_within_their_own_folds(training):
    X, y, actors = training
    tuned = ActorTuned(prepared(LogisticRegression()), {"C": [0.1, 1.0]}, folds=2)
    fused = LateFusion([("audio", tuned), ("image", tuned)], folds=2)
    FitScope(X.index).fit(fused, X, y, actors)
    assert all(each.best_params_ for each in fused.estimators_)


def test_comes_back_from_disk_as_it_was(training, tmp_path):
    X, y, actors = training
    fused = late().fit(X, y, actors)
    learner = find_learner("network_late_fusion")
    write_estimator(tmp_path / "fused.skops", fused, learner)
    back = read_estimator(tmp_path / "fused.skops", learner)
    assert (back.predict_proba(X) == fused.predict_proba(X)).all()


@parametrize_with_checks([LateFusion([("audio", LogisticRegression()), ("image", LogisticRegression())], folds=2)])
@pytest.mark.filterwarnings("ignore:Skipping check check_array_api_input:sklearn.exceptions.SkipTestWarning")
def test_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)
