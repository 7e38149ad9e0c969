"""The stage publishes the pairwise table of a run."""

import numpy as np
import pandas as pd
import pytest

from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from data_contracts.vocabulary import EMOTIONS
from pipeline_config.cluster import ClusterOptions
from tasks.context import RunContext
from tasks.significance import compare_rows
from tests.results import row_columns

RUN = "0" * 12


@pytest.fixture
def context(tmp_path) -> RunContext:
    return RunContext(corpus="synthetic", corpus_dir=tmp_path, data_dir=tmp_path, cluster=ClusterOptions())


def test_pairs_of_a_run_are_published(context):
    truth = np.tile(EMOTIONS, 8)
    clips = pd.DataFrame({"clip_id": [f"clip_{n}" for n in range(48)], "actor": np.repeat(list("abcd"), 12)})
    row = clips.assign(run_id=RUN, corpus="synthetic")
    row = row.assign(fold=np.repeat([0, 1], 24), y_true=truth, **{f"p_{each}": np.nan for each in EMOTIONS})
    rows = [
        row.assign(y_pred=chosen, **row_columns(learner=learner, protocol="actor_2fold"))
        for learner, chosen in (("right", truth), ("constant", "sad"))
    ]
    contract = load_table("predictions")
    predictions = publish_table(
        context.data.table("predictions"), contract, pd.concat(rows), group=RUN, lineage={}
    )
    outcome = compare_rows.fn(context, RUN, predictions, seed=0)
    (pair,) = read_table(outcome.artifacts["significance"]).to_dict("records")
    assert {pair["learner"], pair["other_learner"]} == {"constant", "right"}
    assert pair["n_actors"] == 4
    assert (abs(pair["uar_difference"]), pair["permutation_p"]) == (pytest.approx(5 / 6), 2 / 16)
    assert outcome.facts == {"pairs": 1}
