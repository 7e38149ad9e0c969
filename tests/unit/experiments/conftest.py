"""Rows of a plan, found by the columns that tables have for them."""

import pandas as pd
import pytest

from cremad.catalogue.rows import Row
from cremad.experiments.options import ExperimentOptions, specs
from cremad.experiments.plan import Plan, plan_rows

OPTIONS = ExperimentOptions(models=specs("logistic_regression"))
PUBLISHED = pd.DataFrame(
    {
        "actor": [str(actor) for actor in range(1001, 1021)],
        "audeering_1_1_0": ["train"] * 20,
        "evar": ["train"] * 12 + ["valid"] * 3 + ["test"] * 5,
        "hicmae_test_fold": [1, 2, 3, 4, 5] * 4,
    }
)
PLAIN = {"adaptation": "none", "targets": "labels", "start": None}


def find_rows(plan: Plan, **columns) -> list[Row]:
    """Rows of which the columns have these values; plain ones unless said otherwise."""
    wanted = PLAIN | columns
    return [row for row in plan.rows if all(row.columns()[name] == value for name, value in wanted.items())]


def find_row(plan: Plan, **columns) -> Row:
    """The one row of which the columns have these values, under actor-grouped folds unless said otherwise."""
    (row,) = find_rows(plan, **{"protocol": "actor_5fold"} | columns)
    return row


@pytest.fixture(scope="module")
def plan(clips, features) -> Plan:
    return plan_rows(clips, features, OPTIONS, seed=0, published=PUBLISHED)
