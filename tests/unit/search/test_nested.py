"""A nested search predicts actors that neither its trials nor its choice have met."""

import builtins
import io
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.spec import ModelSpec
from cremad.errors import ContractError, LeakageError, OptionError
from cremad.evaluation.folds import Division, Fold
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.protocols import divide
from cremad.randomness.streams import child_seed
from cremad.search.locked_rows import lock_rows, read_rows
from cremad.search.nested import Search, SearchOptions, nested_search, search_corpus
from cremad.search.point import spec_line
from cremad.search.spaces import find_space
from cremad.search.study import StudyOptions
from data_contracts.contract import load_table
from data_contracts.validate import validate

STUDY = StudyOptions(strategy="random", trials=3, inner_folds=3, at_once=3)
OPTIONS = SearchOptions(learner="logistic_regression", study=STUDY)

NEIGHBOURS = """
from sklearn.neighbors import KNeighborsClassifier

from cremad.models.learner import Learner
from cremad.models.space import Integer


def build(seed):
    return KNeighborsClassifier()


def tune(seed, params):
    return KNeighborsClassifier(**params)


ADDED = Learner("neighbours", "Neighbours", build, space={"n_neighbors": Integer(low=1, high=20)}, tune=tune)
"""
"""Module of another package, which adds a learner."""


@pytest.fixture
def division(clips) -> Division:
    return divide(find_protocol("actor_3fold"), clips, seed=0)


@pytest.fixture
def make_search(tmp_path, clips, features, executor):
    def make(home="search", clips=clips, features=features, options=OPTIONS) -> Search:
        return Search(features, clips, options, 0, tmp_path / home, executor)

    return make


def test_the_locked_file_holds_training_clips_and_nothing_else(tmp_path, clips, features, division):
    fold = division.folds[0]
    locked = lock_rows(tmp_path, features, clips, fold.train)
    assert set(pq.read_table(locked.path)["clip_id"].to_pylist()) == set(fold.train)
    content = locked.path.read_bytes()
    test_actors = set(clips.set_index("clip_id").loc[list(fold.test), "actor"])
    assert not any(actor.encode() in content for actor in test_actors)


def test_locked_rows_are_what_the_tables_say(tmp_path, clips, features, division):
    ids = list(division.folds[0].train)
    known = read_rows(lock_rows(tmp_path, features, clips, ids))
    pd.testing.assert_frame_equal(known.X, features["audio"].loc[sorted(ids)], check_names=False)
    assert known.y.equals(clips.set_index("clip_id")["emotion"].loc[sorted(ids)])


def test_rows_that_have_changed_since_are_refused(tmp_path, clips, features):
    locked = lock_rows(tmp_path, features, clips, list(clips["clip_id"]))
    locked.path.write_bytes(b"other rows")
    with pytest.raises(ContractError, match="changed since they were locked"):
        read_rows(locked)


def test_labels_and_features_of_test_actors_change_no_trial(make_search, clips, features, division):
    fold = division.folds[0]
    best, trials = make_search().within(fold.train, 0)
    rng = np.random.default_rng(5)
    of_test = clips["clip_id"].isin(fold.test).to_numpy()
    poisoned = clips.copy()
    poisoned.loc[of_test, "emotion"] = rng.permutation(clips.loc[of_test, "emotion"])
    noise = features["audio"].copy()
    noise.loc[list(fold.test)] = np.inf
    again, other = make_search("other", poisoned, {"audio": noise}).within(fold.train, 0)
    times = ["seconds", "started"]
    pd.testing.assert_frame_equal(trials.drop(columns=times), other.drop(columns=times))
    assert trials["study"].iloc[0] == other["study"].iloc[0]
    assert best.params == again.params


def test_a_study_opens_no_file_but_its_locked_rows_and_its_journal(
    make_search, tmp_path, clips, features, division, monkeypatch
):
    """Whatever holds the test rows may raise when it is read: trials do not."""
    fold = division.folds[0]
    poisoned = {"audio": PoisonedTable(features["audio"]).lock(fold.test)}
    opened = []
    for owner in (builtins, io):
        monkeypatch.setattr(owner, "open", watched(open, opened))
    make_search(features=poisoned).within(fold.train, 0)
    assert opened
    data = [path for path in opened if path.startswith(str(tmp_path))]
    assert all("/rows/rows" in path or "/trial-" in path for path in data)


class PoisonedTable(pd.DataFrame):
    """A table of which some rows must not be read."""

    _metadata = ("poison",)

    def lock(self, clips) -> "PoisonedTable":
        self.poison = frozenset(clips)
        return self

    @property
    def loc(self):
        return Guard(self)


class Guard:
    def __init__(self, table: PoisonedTable):
        self.table = table

    def __getitem__(self, ids):
        if self.table.poison & set(ids):
            raise AssertionError("a test row was read")
        return pd.DataFrame(self.table).loc[ids]


def watched(opener, opened: list[str]):
    def record(file, *args, **kwargs):
        opened.append(str(file))
        return opener(file, *args, **kwargs)

    return record


def test_the_poison_works(features, clips):
    poisoned = PoisonedTable(features["audio"]).lock(["1001_sad_a"])
    with pytest.raises(AssertionError, match="a test row was read"):
        poisoned.loc[list(clips["clip_id"])]


def test_every_test_clip_is_predicted_once_by_the_choice_of_its_fold(make_search, clips, division):
    trials, predictions = nested_search(make_search(), division, labels="six")
    assert sorted(predictions["clip_id"]) == sorted(clips["clip_id"])
    assert trials.groupby("outer_fold").size().to_dict() == {0: 3, 1: 3, 2: 3}
    assert trials.groupby("outer_fold")["study"].nunique().eq(1).all()
    assert trials["study"].nunique() == 3
    assert (predictions["y_true"] == predictions["y_pred"]).mean() > 0.3


def test_folds_that_share_an_actor_are_refused(make_search, clips):
    ids = list(clips["clip_id"])
    leaky = Division(
        protocol="actor_1fold", folds=(Fold(number=0, train=ids[1:], test=ids[:1]),), apart=("actor",)
    )
    with pytest.raises(LeakageError, match="actor"):
        nested_search(make_search(), leaky, labels="six")


def search(clips, features, tmp_path, executor, options=OPTIONS):
    given = {"folds": 3, "least_actors": 3, "seed": 0, "home": tmp_path, "executor": executor}
    return search_corpus(clips, features, options, **given)


def test_tables_keep_their_contracts(clips, features, tmp_path, executor):
    found = search(clips, features, tmp_path, executor)
    named = {"run_id": "0" * 12, "corpus": "crema-d"}
    for table, rows in (("trials", found.trials), ("predictions", found.predictions)):
        judged = validate(rows.assign(**named), load_table(table))
        assert not judged.critical
        assert len(judged.good) == len(rows)
    assert found.trials["outer_fold"].isna().sum() == 3
    assert found.predictions["learner"].unique().tolist() == ["logistic_regression"]
    assert found.predictions["params"].unique().tolist() == ['{"search":"random"}']
    assert found.predictions["row_id"].unique().tolist() == found.trials["row_id"].unique().tolist()
    assert (found.best.learner, found.best.features, set(found.best.params)) == (
        "logistic_regression",
        ("audio",),
        {"C"},
    )


def test_a_search_that_is_not_nested_claims_no_figure(clips, features, tmp_path, executor):
    found = search(clips, features, tmp_path, executor, OPTIONS.model_copy(update={"nested": False}))
    assert found.predictions is None
    assert found.trials["outer_fold"].isna().all()


@pytest.mark.parametrize(("budget", "trials"), [({"trials": 6}, 6), ({"minutes": 1e-6}, 3)])
def test_a_search_that_is_compared_has_the_same_budget(budget, trials, clips, features, tmp_path, executor):
    study = StudyOptions(strategy="genetic", inner_folds=2, at_once=3, **budget)
    options = SearchOptions(learner="logistic_regression", study=study, nested=False, compare_with="random")
    found = search(clips, features, tmp_path, executor, options)
    assert found.trials.groupby("strategy").size().to_dict() == {"genetic": trials, "random": trials}
    genetic = found.trials[found.trials["strategy"] == "genetic"].set_index("spec")["inner_uar"]
    assert genetic[spec_line(found.best)] == genetic.max()


def test_a_search_that_is_compared_has_the_same_locks_and_folds(clips, features, tmp_path, executor):
    study = STUDY.model_copy(update={"strategy": "genetic", "trials": 1, "inner_folds": 2})
    options = OPTIONS.model_copy(update={"study": study, "compare_with": "random"})
    found = search(clips, features, tmp_path, executor, options)
    assert found.trials["study"].nunique() == len(found.trials) == 2 * 4
    assert len(list((tmp_path / "rows").iterdir())) == 4
    predicted = dict(list(found.predictions.groupby("row_id")))
    assert {rows["params"].iloc[0] for rows in predicted.values()} == {
        f'{{"search":"{each}"}}' for each in ("genetic", "random")
    }
    assert set(predicted) == set(found.trials["row_id"])
    assert all(sorted(rows["clip_id"]) == sorted(clips["clip_id"]) for rows in predicted.values())


def test_a_search_is_not_compared_with_itself():
    assert OPTIONS.all == (OPTIONS,)
    assert len(OPTIONS.model_copy(update={"compare_with": "random"}).all) == 1


def test_features_that_are_not_there_are_named(clips, features, tmp_path, executor):
    with pytest.raises(OptionError, match=r"no features \['image'\]"):
        search(clips, features, tmp_path, executor, OPTIONS.model_copy(update={"features": ("audio", "image")}))


def test_the_whole_pipeline_is_searched_by_generations(clips, features, tmp_path, executor):
    study = StudyOptions(strategy="genetic", trials=6, inner_folds=2, at_once=3)
    options = SearchOptions(learner="any", study=study, nested=False)
    found = search(clips, features, tmp_path, executor, options)
    assert found.trials["round"].tolist() == [0, 0, 0, 1, 1, 1]
    assert {"families", "scaler", "imputer", "selector"} <= set(found.best.params)
    assert {"use.tone", "use.noise", "learner"} <= set(json.loads(found.trials["params"].iloc[0]))
    assert found.trials["learner"].unique().tolist() == ["any"]


def test_the_answer_as_a_line_is_a_model_that_predicts_the_same(make_search, clips, features):
    search = make_search()
    best, _ = search.within(list(clips["clip_id"]))
    spec = ModelSpec.model_validate_json(spec_line(search.spec(best.params)))
    assert spec == search.spec(best.params)
    X = model_inputs(spec, clips, features)
    seed = child_seed(0, "model", "logistic_regression_by_random_search")
    truth, actors = clips["emotion"], clips["actor"]
    models = (search.build(best.params), spec.build(seed))
    expected, found = (each.fit(X, truth, groups=actors).predict_proba(X) for each in models)
    assert np.array_equal(found, expected)


def test_emotions_that_too_few_act_are_left_out_with_the_reason(clips, features, tmp_path, executor):
    few = clips[(clips["emotion"] != "fear") | (clips["actor"] < "1003")]
    found = search(few, features, tmp_path, executor, OPTIONS.model_copy(update={"nested": False}))
    assert found.left_out == {"fear": "2 actor(s) act it, and 3 are needed"}
    assert found.trials["labels"].unique().tolist() == ["anger_disgust_happy_neutral_sad"]


@pytest.fixture
def neighbours(extend, tmp_path):
    """A learner with a space, as an installed package adds it."""
    (tmp_path / "nearest.py").write_text(NEIGHBOURS)
    extend("cremad.learners", "nearest:ADDED", tmp_path)
    return "neighbours"


def test_a_learner_of_another_package_is_searched(neighbours, clips, features, tmp_path, executor):
    options = SearchOptions(learner=neighbours, study=STUDY)
    found = search(clips, features, tmp_path, executor, options)
    assert (found.best.learner, set(found.best.params)) == (neighbours, {"n_neighbors"})
    assert found.trials["state"].eq("complete").all()
    assert sorted(found.predictions["clip_id"]) == sorted(clips["clip_id"])
    assert neighbours in find_space("any", features, 1).parameters["learner"].grid()


@pytest.mark.parametrize(
    ("options", "said"), [({"learner": "ridge"}, "no space"), ({"features": ["x"]}, "no feature")]
)
def test_what_cannot_be_searched_is_refused_by_name(options, said):
    with pytest.raises(ValidationError, match=said):
        SearchOptions(**options)


def test_networks_are_searched_and_tested_on_unseen_actors(clips, features, sequences, tmp_path, executor):
    pytest.importorskip("torch")
    study = StudyOptions(strategy="random", trials=1, inner_folds=2)
    options = SearchOptions(learner="network", epochs=1, study=study)
    given = {"folds": 2, "least_actors": 3, "seed": 0, "home": tmp_path, "executor": executor}
    found = search_corpus(clips, features | sequences, options, **given)
    assert found.trials["state"].tolist() == ["complete"] * 3
    assert sorted(found.predictions["clip_id"]) == sorted(clips["clip_id"])
    assert np.allclose(found.predictions.filter(regex="^p_").sum(axis=1), 1, atol=1e-5)
