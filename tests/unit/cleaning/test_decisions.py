"""Every decision is a row, made by models that have not seen the clip's actor."""

import numpy as np
import pandas as pd
import pytest

from cremad.cleaning.decisions import COLUMNS, decide_cleaning
from cremad.cleaning.imputation import ImputationOptions
from cremad.cleaning.outliers import OutlierOptions
from cremad.cleaning.steps import CleaningOptions
from cremad.evaluation.folds import Fold
from data_contracts.contract import load_table
from data_contracts.validate import validate

NAN = np.nan
CLIPS = pd.DataFrame(
    [(f"{actor}{number}", actor, "sad" if number % 2 else "happy") for actor in "abc" for number in range(5)],
    columns=["clip_id", "actor", "emotion"],
)
IDS = CLIPS["clip_id"]
FOLDS = [
    Fold(number=n, train=IDS[CLIPS["actor"] != actor], test=IDS[CLIPS["actor"] == actor])
    for n, actor in enumerate("abc")
]


@pytest.fixture
def features() -> pd.DataFrame:
    """Each actor has 1 to 5 in both features; quartiles of two actors are 2 and 4, bounds -1 and 7."""
    return pd.DataFrame({"f": np.tile(np.arange(1.0, 6.0), 3), "g": np.tile(np.arange(5.0, 0, -1), 3)}, index=IDS)


def decide(features: pd.DataFrame, **options) -> pd.DataFrame:
    return decide_cleaning(features, CLIPS, FOLDS, CleaningOptions(**options), modality="audio", seed=0)


def only(rows: pd.DataFrame) -> dict:
    assert len(rows) == 1
    return rows.iloc[0].to_dict()


def test_nothing_to_decide_is_an_empty_table(features):
    rows = decide(features, outliers=OutlierOptions())
    assert list(rows.columns) == COLUMNS
    assert len(rows) == 0


def test_missing_value_is_the_mean_of_other_actors(features):
    features.loc["b0", "f"] = NAN
    features.loc[["b1", "b2"], "f"] = 1e6
    row = only(decide(features))
    expected = {"fold": 1, "clip_id": "b0", "actor": "b", "modality": "audio", "feature": "f", "rule": "mean"}
    assert expected.items() <= row.items()
    assert row["action"] == "impute"
    assert row["replacement"] == 3.0
    assert all(pd.isna(row[name]) for name in ("value", "score", "bound"))


def test_value_beyond_the_bound_is_brought_to_it(features):
    features.loc["c4", "g"] = 11.0
    row = only(decide(features, outliers=OutlierOptions(kind="iqr")))
    assert row == {
        "fold": 2, "clip_id": "c4", "actor": "c", "modality": "audio", "feature": "g", "rule": "iqr",
        "action": "clip", "value": 11.0, "replacement": 7.0, "score": 3.5, "bound": 1.5,
    }  # fmt: skip


@pytest.mark.parametrize("action", ["flag", "quarantine"])
@pytest.mark.parametrize(("kind", "bound"), [("iqr", 0.1), ("lof", 1.5), ("isolation_forest", 0.5)])
def test_outlying_clip_is_one_row_whatever_its_features(features, action, kind, bound):
    features.loc["a2"] = [400.0, -300.0]
    rows = decide(features, outliers=OutlierOptions(kind=kind, action=action))
    row = only(rows[rows["clip_id"] == "a2"])
    assert (row["fold"], row["actor"], row["rule"], row["action"], row["bound"]) == (0, "a", kind, action, bound)
    assert row["score"] > bound
    assert all(pd.isna(row[name]) for name in ("feature", "value", "replacement"))


@pytest.mark.parametrize(("action", "replacement"), [("clip", 3.2), ("quarantine", 25 / 9), ("flag", 12.0)])
def test_what_is_filled_in_comes_from_handled_outliers(features, action, replacement):
    """Of training values 1 2 3 4 5, 1 2 3 4 95 the last is clipped to 7, left out, or taken as it is."""
    features.loc["c0", "f"] = NAN
    features.loc["b4", ["f", "g"]] = 95.0
    rows = decide(features, outliers=OutlierOptions(kind="iqr", action=action))
    row = only(rows[rows["action"] == "impute"])
    assert row["replacement"] == pytest.approx(replacement)


def test_rows_follow_the_contract(features):
    features.loc[["a0", "b3"], "f"] = NAN
    features.loc["c4", "g"] = 50.0
    for outliers in (OutlierOptions(), OutlierOptions(action="flag")):
        options = {"imputation": ImputationOptions(strategy="knn"), "outliers": outliers}
        judged = validate(decide(features, **options).assign(corpus="crema-d"), load_table("cleaning_decisions"))
        assert not judged.critical
        assert not len(judged.findings)
        assert len(judged.good) == 3


def test_a_clip_is_judged_without_its_actor(features):
    """However an actor's clips lie together, far from the others each is an outlier."""
    features.loc[IDS[CLIPS["actor"] == "b"]] += 1000
    rows = decide(features, outliers=OutlierOptions(kind="lof", action="flag"))
    assert set(rows[rows["actor"] == "b"]["clip_id"]) == {f"b{n}" for n in range(5)}
