"""Selectors see the training actors of each fold; what they keep and what it is worth comes out as tables."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import recall_score

from cremad.errors import LeakageError
from cremad.evaluation.fit_scope import FitScope
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.protocols import divide
from cremad.models.baselines import UnitLogistic
from cremad.models.preparation import prepared
from cremad.selection.options import SelectionOptions, make_selector
from cremad.studies import selection as selection_study
from cremad.studies.selection import (
    SelectionInputs,
    build_model,
    compare_selectors,
    select_over_folds,
    stability_of,
)
from cremad.tables import publish_table, to_arrow
from cremad.training.crossvalidation import cross_validate
from data_contracts.contract import Field, Table, load_table


@pytest.fixture(scope="module")
def noise(clips) -> pd.DataFrame:
    """3,000 features that know nothing, of 240 clips."""
    values = np.random.default_rng(0).normal(size=(len(clips), 3000))
    return pd.DataFrame(values, index=clips["clip_id"]).add_prefix("n")


@pytest.mark.parametrize("kind", ["mutual_information", "rfe"])
def test_selecting_on_all_clips_leaks_and_selecting_in_each_fold_does_not(clips, noise, kind):
    """Random features: chosen on all clips, they tell the emotions of test clips; chosen in each fold, nothing."""
    options = SelectionOptions(kind=kind, share=0.03, bins=4, step=0.5)
    division = divide(find_protocol("actor_4fold"), clips, seed=0)
    by_id = clips.set_index("clip_id")
    selector = make_selector(options, 0)
    actors = {"groups": by_id["actor"]} if kind == "rfe" else {}
    outside = selector.fit(noise, by_id["emotion"], **actors).set_output(transform="pandas").transform(noise)
    leaky = cross_validate(lambda: prepared(UnitLogistic()), outside, clips, division.folds, labels="six")
    honest = select_over_folds(noise, clips, division, options, labels="six", seed=0).predictions
    found = [recall_score(rows["y_true"], rows["y_pred"], average="macro") for rows in (leaky, honest)]
    assert found[0] > 0.35
    assert found[1] == pytest.approx(1 / 6, abs=0.07)


def test_a_selector_that_was_fitted_before_the_folds_is_refused(clips, noise):
    by_id = clips.set_index("clip_id")
    fitted = make_selector(SelectionOptions(kind="correlation"), 0).fit(noise, by_id["emotion"])
    with pytest.raises(LeakageError, match=r"CorrelationSelector\) was fitted before"):
        FitScope(noise.index).fit(
            prepared(UnitLogistic(), selector=fitted), noise, by_id["emotion"], by_id["actor"]
        )


def test_actors_and_names_reach_the_selector(clips, features, monkeypatch):
    seen = {}

    class Spy(selection_study.make_selector(SelectionOptions(kind="rfe"), 0).__class__):
        def fit(self, X, y, groups=None):
            seen.update(names=list(X), actors=set(groups))
            return super().fit(X, y, groups)

    monkeypatch.setattr(selection_study, "make_selector", lambda options, seed: Spy())
    audio = features["audio"].drop(columns="source")
    division = divide(find_protocol("actor_2fold"), clips, seed=0)
    select_over_folds(audio, clips, division, SelectionOptions(kind="rfe"), labels="six", seed=0)
    assert seen["names"] == list(audio)
    trained = clips.set_index("clip_id")["actor"][list(division.folds[-1].train)]
    assert seen["actors"] == set(trained)


def test_what_was_kept_is_what_the_classifier_was_given(clips, features):
    audio = features["audio"].drop(columns="source").assign(copy=lambda table: 2 * table["a0"] + 1)
    division = divide(find_protocol("actor_2fold"), clips, seed=0)
    done = select_over_folds(audio, clips, division, SelectionOptions(kind="correlation"), labels="six", seed=0)
    assert done.choices.groupby("fold")["kept"].sum().tolist() == [20] * 2
    assert done.n_kept == 20
    assert set(done.choices.loc[~done.choices["kept"], "feature"]) <= {"a0", "copy"}
    assert stability_of(done.choices).value > 0


def test_the_seed_decides(clips, features):
    audio = features["audio"].drop(columns="source")
    division = divide(find_protocol("actor_2fold"), clips, seed=0)
    first, second = (
        select_over_folds(audio, clips, division, SelectionOptions(kind="rfe"), labels="six", seed=1)
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(first.choices, second.choices)
    pd.testing.assert_frame_equal(first.predictions, second.predictions)


@pytest.fixture(scope="module")
def inputs(clips, features, tmp_path_factory) -> SelectionInputs:
    folder = tmp_path_factory.mktemp("tables")
    tables = {"clips": clips, "features": features["audio"].reset_index()}
    artifacts = {name: _publish(folder / name, name, frame) for name, frame in tables.items()}
    return SelectionInputs(modality="audio", folds=2, least_actors=3, seed=0, **artifacts)


def _publish(folder, name: str, frame: pd.DataFrame):
    kinds = {"i": "int64", "f": "float64"}
    fields = [
        Field(name=c, type=kinds.get(frame[c].dtype.kind, "string"), meaning=c, nullable=True) for c in frame
    ]
    contract = Table(name=name, version=1, purpose=name, key=("clip_id",), fields=fields)
    return publish_table(folder, contract, frame, group="crema-d", lineage={})


def test_both_tables_are_those_of_the_contracts(inputs):
    with ThreadPoolExecutor(1) as executor:
        done = compare_selectors(inputs, SelectionOptions(), executor=executor)
    where = {"corpus": "crema-d", "modality": "audio"}
    for name in ("selection", "selection_stability"):
        to_arrow(getattr(done, name).assign(**where), load_table(name))
    table = done.selection_stability.set_index("selector")
    assert table.loc["none", ["n_kept", "difference"]].tolist() == [20, 0]
    assert table["stability"].isna().to_dict()["pca"]
    assert (table["uar"] - table["uar_without"] == table["difference"]).all()
    choices = done.selection.set_index("selector")
    assert choices.loc["pca", "kept"].isna().all()
    assert choices.loc["pca", "score"].between(0, 1 + 1e-9).all()
    assert len(choices.loc["rfe"]) == 2 * 20


def test_clips_of_too_few_actors_are_passed_over_with_the_reason(inputs):
    lone = inputs.model_copy(update={"least_actors": 50})
    done = compare_selectors(lone, SelectionOptions(), executor=None)
    assert done.selection.empty
    assert "50 actors" in done.not_applicable


def test_no_selector_is_the_prepared_model():
    assert list(build_model(SelectionOptions(), 0).named_steps) == ["imputer", "scaler", "classifier"]
