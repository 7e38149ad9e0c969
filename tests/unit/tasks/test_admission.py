"""The gate before a table: what goes through, and what stays out with its reason."""

import pandas as pd
import pytest

from cremad.errors import ContractError
from cremad.tables import read_table
from data_contracts.contract import Field, Table
from pipeline_config.cluster import ClusterOptions
from tasks.admission import admit
from tasks.context import RunContext
from tasks.staging import write_staged

COUNTS = Table(
    name="counts",
    version=1,
    purpose="How many words each clip has.",
    key=("clip_id",),
    fields=(Field(name="clip_id", type="string", meaning=""), Field(name="words", type="int32", meaning="")),
)


def test_a_row_with_half_a_word_is_quarantined_and_the_others_are_published_as_counts(tmp_path):
    context = RunContext(corpus="manifest", corpus_dir=tmp_path, data_dir=tmp_path, cluster=ClusterOptions())
    frame = pd.DataFrame({"clip_id": list("abcdef"), "words": [3, 4, 5.5, 6, 7, 8]})
    made = admit.fn(context, write_staged(context, "counts", frame), COUNTS)
    table = read_table(made.artifacts["table"])
    assert table.set_index("clip_id")["words"].to_dict() == {"a": 3, "b": 4, "d": 6, "e": 7, "f": 8}
    assert table["words"].dtype == "int32"
    quarantine = read_table(made.artifacts["quarantine"])
    assert quarantine[["table", "row", "rule", "reason"]].to_dict("records") == [
        {
            "table": "counts",
            "row": "c",
            "rule": "type",
            "reason": "column words: value 5.5 is not of type int32",
        }
    ]
    assert made.facts == {"rows": 5, "quarantined": 1}


def test_where_no_row_could_be_made_the_error_says_why(tmp_path):
    context = RunContext(corpus="manifest", corpus_dir=tmp_path, data_dir=tmp_path, cluster=ClusterOptions())
    none = pd.DataFrame({"clip_id": pd.Series(dtype=str), "words": pd.Series(dtype="int32")})
    failed = pd.DataFrame(
        {"clip_id": ["a", "b"], "rule": "counts_failed", "reason": ["a.wav: is empty.", "b.wav: is empty."]}
    )
    staged = write_staged(context, "counts", none), write_staged(context, "counts_failures", failed)
    with pytest.raises(ContractError, match=r"none of the 2 rows of counts .* because: a\.wav: is empty"):
        admit.fn(context, staged[0], COUNTS, staged[1])
