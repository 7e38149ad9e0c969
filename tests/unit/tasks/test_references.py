"""References to runs and rows: what is not there is named, with the option that names another."""

import pandas as pd
import pytest

from cremad.catalogue.rows import HumanRaters, Row
from cremad.errors import MissingFileError, OptionError
from cremad.evaluation.protocol import NO_TRAINING
from cremad.tables import publish_table
from data_contracts.contract import load_table
from pipeline_config.cluster import ClusterOptions
from tasks.context import RunContext
from tasks.references import RunRef, find_row, run_table

RUN = RunRef(corpus="crema-d", run_id="0" * 12)


@pytest.fixture
def context(tmp_path):
    return RunContext(corpus="crema-d", corpus_dir=tmp_path, data_dir=tmp_path, cluster=ClusterOptions())


def test_a_run_that_is_missing_is_named_with_the_option_that_names_another(context):
    with pytest.raises(MissingFileError, match=r"run 0{12} of crema-d has no table predictions.*--run"):
        run_table(context, RUN, "predictions")


def test_a_row_of_raters_is_no_row_of_a_model(context):
    contract = load_table("models")
    row = Row(
        source=HumanRaters(given="voice", reading="plurality"),
        protocol=NO_TRAINING,
        labels="six",
        clips=("audio",),
    )
    table = pd.DataFrame([row.columns() | {"run_id": RUN.run_id, "corpus": "crema-d", "model_id": None}])
    publish_table(
        context.data.table("models"), contract, table[list(contract.columns)], group=RUN.run_id, lineage={}
    )
    with pytest.raises(OptionError, match=r"reads no features\. Name a row of a model with --row"):
        find_row(context, RUN, row.id)
    with pytest.raises(MissingFileError, match=r"no row with a stored model of audio\. Name one with --row"):
        find_row(context, RUN)
