"""A metric of another package is scored like those of the project."""

import numpy as np
import pytest

from cremad.errors import OptionError
from cremad.evaluation.metric import Metric, metrics
from cremad.evaluation.scoring import score
from cremad.tables import to_arrow
from data_contracts.contract import load_table

MODULE = """
from cremad.evaluation.classification import accuracy
from cremad.evaluation.metric import Metric

ERRORS = Metric("error_rate", "Error rate", lambda confusions: 1 - accuracy(confusions))
TAKEN = Metric("uar", "UAR", accuracy)
COUNT = Metric("count", "Count", lambda confusions: confusions.sum((1, 2)))
SHAPELESS = Metric("shapeless", "Shapeless", lambda confusions: confusions[0])
"""


@pytest.fixture
def added(tmp_path, extend):
    (tmp_path / "other_metrics.py").write_text(MODULE)
    return lambda name: extend("cremad.metrics", f"other_metrics:{name}", tmp_path)


def test_there_are_none_by_themselves():
    assert not metrics()


def test_its_value_and_interval_stand_in_the_table(predictions, added):
    without = score(predictions)
    added("ERRORS")
    table = score(predictions)
    to_arrow(table, load_table("metrics"))
    rows = table.set_index("metric")
    error, accuracy = rows.loc["error_rate"], rows.loc["accuracy"]
    assert error["value"] == pytest.approx(1 - accuracy["value"])
    assert error["ci_low"] == pytest.approx(1 - accuracy["ci_high"], abs=0.02)
    assert error["ci_low"] < error["value"] < error["ci_high"]
    assert table[table["metric"] != "error_rate"].reset_index(drop=True).equals(without)


@pytest.mark.parametrize(
    ("name", "told"),
    [("TAKEN", "a metric uar already"), ("SHAPELESS", r"shape \(6, 6\) for"), ("COUNT", "values from 220 to 240")],
)
def test_one_that_cannot_stand_in_the_table_is_refused(predictions, added, name, told):
    added(name)
    with pytest.raises(OptionError, match=told):
        score(predictions)


def test_a_name_that_the_table_refuses_is_refused_at_once():
    with pytest.raises(OptionError, match="cannot be called 'Kappa!'"):
        Metric("Kappa!", "Kappa", np.trace)
