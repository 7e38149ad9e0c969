"""A network behind the face of a scikit-learn classifier."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

torch = pytest.importorskip("torch")

from cremad.errors import OptionError  # noqa: E402
from cremad.evaluation.fit_scope import FitScope  # noqa: E402
from cremad.evaluation.folds import Fold  # noqa: E402
from cremad.models.preparation import prepared  # noqa: E402
from cremad.models.stacking import ActorStacked  # noqa: E402
from cremad.networks.architecture import ArchitectureOptions  # noqa: E402
from cremad.networks.estimator import NetworkClassifier  # noqa: E402
from cremad.networks.network_file import NetworkFile  # noqa: E402
from cremad.networks.storage import save_network  # noqa: E402
from cremad.training.crossvalidation import cross_validate  # noqa: E402
from cremad.training.loop import train_network  # noqa: E402
from cremad.training.options import TrainingOptions  # noqa: E402

SMALL = ArchitectureOptions(encoder="cnn", depth=1, width=8, dropout=0.0)
QUICK = TrainingOptions(epochs=6, batch=64, learning_rate=0.03)


def network(**options):
    return NetworkClassifier(**{"architecture": SMALL, "training": QUICK} | options)


@pytest.fixture(scope="module")
def clips():
    """12 actors x 3 emotions x 4 clips; every third cannot be seen."""
    table = pd.MultiIndex.from_product([[f"{actor}" for actor in range(12)], ["anger", "happy", "sad"], range(4)])
    frame = table.to_frame(index=False, name=["actor", "emotion", "number"])
    return frame.assign(clip_id=[f"c{number:03d}" for number in range(len(frame))])


@pytest.fixture(scope="module")
def training(clips):
    """Sound, sight and a feature, each of which knows the emotion."""
    rng = np.random.default_rng(0)
    code = pd.factorize(clips["emotion"])[0]
    sound = [(rng.normal(size=(rng.integers(8, 16), 3)) + np.eye(3)[own]).astype(np.float32) for own in code]
    sight = [
        None if number % 3 == 0 else rng.integers(0, 80, (4, 16, 16), np.uint8) + np.uint8(80 * own)
        for number, own in enumerate(code)
    ]
    X = pd.DataFrame(
        {
            "log_mel": pd.Series(sound, dtype=object),
            "face": pd.Series(sight, dtype=object),
            "f0_hz_mean": 200 + 30 * (code + rng.normal(size=len(code))),
        }
    ).set_axis(pd.Index(clips["clip_id"]))
    by_id = clips.set_index("clip_id")
    return X, by_id["emotion"], by_id["actor"]


@pytest.fixture(scope="module")
def fitted(training):
    return network().fit(*training)


CHECKED = NetworkClassifier(SMALL, TrainingOptions(epochs=8, batch=64, learning_rate=0.05, held_out_share=0.3))


@parametrize_with_checks([CHECKED])
@pytest.mark.filterwarnings("ignore:Skipping check check_array_api_input:sklearn.exceptions.SkipTestWarning")
def test_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)


def test_learns_what_the_inputs_know(fitted, training):
    X, y, _ = training
    assert (fitted.predict(X) == y).mean() > 0.9
    np.testing.assert_allclose(fitted.predict_proba(X).sum(1), 1)


@pytest.mark.parametrize("gone", ["log_mel", "face", "f0_hz_mean"])
def test_predicts_with_a_modality_gone(fitted, training, gone):
    X = training[0]
    without = X.assign(**{gone: np.nan if gone == "f0_hz_mean" else None})
    probabilities = fitted.predict_proba(without)
    np.testing.assert_allclose(probabilities.sum(1), 1)
    assert (probabilities != fitted.predict_proba(X)).any()


def test_what_is_fitted_is_numpy_alone(fitted):
    (weights,) = fitted.weights_
    assert all(isinstance(each, np.ndarray) for each in weights.values())
    assert {type(each).__module__.split(".")[0] for each in vars(fitted).values()}.isdisjoint({"torch", "pandas"})


def test_history_has_a_row_an_epoch_of_each_member(training):
    history = network(members=2).fit(*training).history_
    assert history.groupby("member")["epoch"].apply(list).tolist() == [list(range(1, 7))] * 2
    assert history["held_out_loss"].notna().all()


def test_members_are_averaged_and_differ_in_the_actors_held_out(training, monkeypatch):
    X, y, actors = training
    held_out = []

    def train(network, training, judging, *others, **options):
        held_out.append(judging)
        return train_network(network, training, judging, *others, **options)

    monkeypatch.setattr("cremad.training.loop.train_network", train)
    model = network(members=3).fit(X, y, actors)
    assert len({each.inputs["features"].numpy().tobytes() for each in held_out}) == 3
    mean = model.predict_proba(X)
    weights, model.weights_ = model.weights_, None
    alone = []
    for each in weights:
        model.weights_ = [each]
        alone.append(model.predict_proba(X))
    np.testing.assert_allclose(np.mean(alone, axis=0), mean, rtol=1e-6)
    assert (alone[0] != alone[1]).any()


def test_held_out_clips_are_of_actors_that_are_not_trained_on(training):
    _, y, actors = training
    for train, test in network(members=9)._sides(y.to_numpy(), actors):
        assert set(actors.iloc[train]).isdisjoint(actors.iloc[test])
        assert set(y.iloc[test]) == set(y)


def test_without_patience_every_clip_is_trained_on(training):
    model = network(training=QUICK.model_copy(update={"patience": 0})).fit(*training)
    assert model.history_["held_out_loss"].isna().all()
    assert model.inverse_temperature_ == 1


def test_confidence_is_what_held_out_actors_bear_out(training):
    X, y, actors = training
    noise = pd.DataFrame(np.random.default_rng(0).normal(size=(len(y), 3)), X.index, list("abc"))
    told = network(training=QUICK.model_copy(update={"epochs": 30})).fit(noise, y, actors)
    assert told.inverse_temperature_ < 0.5


def test_votes_are_learnt_where_they_count(training):
    X, y, actors = training
    votes = pd.DataFrame({"anger": 1, "fear": 9, "happy": 1, "sad": 1}, X.index)
    shares = [QUICK.model_copy(update={"votes_share": share, "patience": 0}) for share in (0.0, 0.9)]
    hard, soft = (network(training=each).fit(X, y, actors, soft_labels=votes) for each in shares)
    assert soft.predict_proba(X).max() < 0.6 < hard.predict_proba(X).max()


def test_seed_decides_in_this_process_and_in_another(training, tmp_path):
    X, y, actors = training
    here = [network(random_state=seed).fit(X, y, actors).predict_proba(X) for seed in (3, 3, 4)]
    assert (here[0] == here[1]).all()
    assert (here[0] != here[2]).any()
    pd.to_pickle((X, y, actors, network(random_state=3)), tmp_path / "told")
    there = "import sys, pandas, cremad.catalogue.spec; X, y, actors, model = pandas.read_pickle(sys.argv[1]);"
    there += "assert 'torch' not in sys.modules, 'options are named without it';"
    there += "pandas.to_pickle(model.fit(X, y, actors).predict_proba(X), sys.argv[1])"
    subprocess.run([sys.executable, "-c", there, tmp_path / "told"], check=True)
    assert (pd.read_pickle(tmp_path / "told") == here[0]).all()


def test_stands_among_other_classifiers(clips, training):
    X = training[0]
    actors = sorted(set(clips["actor"]))
    folds = [
        Fold(
            number=number,
            train=tuple(clips.loc[~clips["actor"].isin(actors[number::2]), "clip_id"]),
            test=tuple(clips.loc[clips["actor"].isin(actors[number::2]), "clip_id"]),
        )
        for number in range(2)
    ]
    alone = cross_validate(network, X, clips, folds, labels="three")
    assert (alone["y_true"] == alone["y_pred"]).mean() > 0.8
    members = [("network", network()), ("logistic", prepared(LogisticRegression()))]
    stacked = cross_validate(
        lambda: ActorStacked(members, folds=2), X[["f0_hz_mean"]], clips, folds, labels="three"
    )
    assert len(stacked) == len(clips)


def test_only_training_clips_are_fitted_on(training):
    X, y, actors = training
    FitScope(X.index).fit(network(), X, y, actors)


class Killed(Exception):
    """Where the process would have ended."""


def test_killed_fit_goes_on_where_it_was(training, tmp_path, monkeypatch):
    whole = network(members=2).fit(*training)
    trained = []

    def train(*others, **options):
        if len(trained) == 1 and not trained[0]:
            raise Killed
        trained.append(options["checkpoint"].exists())
        return train_network(*others, **options)

    monkeypatch.setattr("cremad.training.loop.train_network", train)
    model = network(members=2, checkpoint_dir=tmp_path)
    with pytest.raises(Killed):
        model.fit(*training)
    trained[:] = [True]
    model.fit(*training)
    assert trained == [True, True, False]
    assert (model.predict_proba(training[0]) == whole.predict_proba(training[0])).all()


def test_trainings_of_other_clips_do_not_meet(training, tmp_path):
    X, y, _ = training
    targets = np.eye(3)[pd.factorize(y)[0]].astype(np.float32)

    def names(clips, **options):
        model = network(checkpoint_dir=tmp_path, **options)
        model.scaling_ = {"features": clips[["f0_hz_mean"]].describe().to_numpy()}
        return model._checkpoints(clips, targets)[0].name

    others = [names(X), names(X, random_state=1), names(X[::-1]), names(X.assign(f0_hz_mean=0.0))]
    assert len(set(others)) == 4
    assert names(X) == others[0]


def test_start_gives_the_weights_that_fit(fitted, training, tmp_path):
    X, y, actors = training
    stored = save_network(tmp_path, fitted, {})
    start = NetworkFile(path=stored.path, sha256=stored.sha256)
    still = QUICK.model_copy(update={"epochs": 1, "learning_rate": 1e-12, "patience": 0})

    def weights(emotions):
        return network(start=start, training=still).fit(X, emotions, actors).weights_[0]

    given, (before,) = weights(y), fitted.weights_
    assert all(np.allclose(given[name], before[name], atol=1e-9) for name in before)
    given = weights(y.replace("sad", "neutral"))
    changed = [name for name in before if not np.allclose(given[name], before[name], atol=1e-9)]
    assert changed == ["head.weight", "head.bias"]
    with pytest.raises(OptionError, match=r"model\.json: no weights fit"):
        network(start=start).fit(X[["log_mel"]].set_axis(["mfcc"], axis=1), y.replace("sad", "neutral"), actors)


def test_torch_is_asked_for_by_name(training, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    for module in [name for name in sys.modules if name.startswith("cremad.training.")]:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(OptionError, match=r"networks need torch.*pip install 'cremad\[neural\]'"):
        network().fit(*training)
