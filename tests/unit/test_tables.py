import duckdb
import pandas as pd
import polars as pl
import pytest

from cremad.errors import ContractError, MissingFileError
from cremad.tables import MANIFEST, current_table, is_intact, publish_table, read_manifest, read_table
from data_contracts.contract import load_table

CONTRACT = load_table("clips_quarantine")


def rows(*clip_ids: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"clip_id": clip_ids, "path": "a.wav", "rule": "silent", "reason": "no sound", "severity": "error"}
    )


def publish(folder, frame, group="synthetic"):
    return publish_table(folder, CONTRACT, frame, group=group, lineage={"code": "1"})


def test_rows_come_back_sorted_by_key(tmp_path):
    artifact = publish(tmp_path, rows("b", "a"))
    assert read_table(artifact)["clip_id"].tolist() == ["a", "b"]
    assert current_table(tmp_path, "synthetic") == artifact


def test_the_digest_is_of_the_rows_wherever_they_lie(tmp_path):
    assert publish(tmp_path / "x", rows("b", "a")).sha256 == publish(tmp_path / "y", rows("a", "b")).sha256
    assert publish(tmp_path / "x", rows("a")).sha256 != publish(tmp_path / "y", rows("b")).sha256


def test_one_group_is_replaced_and_the_others_stay(tmp_path):
    first = publish(tmp_path, rows("a"), "crema-d")
    publish(tmp_path, rows("b"), "ravdess")
    second = publish(tmp_path, rows("c"), "ravdess")
    assert read_table(first)["clip_id"].tolist() == ["a"]
    assert read_table(second)["clip_id"].tolist() == ["c"]
    assert len(list(tmp_path.glob("*.parquet"))) == 2


def test_the_same_values_in_pandas_polars_and_duckdb(tmp_path):
    publish(tmp_path, rows("a", "b"), "crema-d")
    publish(tmp_path, rows("c"), "ravdess")
    pattern = str(tmp_path / "*.parquet")
    by_duckdb = duckdb.sql(f"select * from '{pattern}' order by clip_id").fetchall()
    by_polars = pl.read_parquet(pattern).sort("clip_id").rows()
    by_pandas = pd.concat(map(pd.read_parquet, sorted(tmp_path.glob("*.parquet")))).sort_values("clip_id")
    assert by_duckdb == by_polars == list(by_pandas.itertuples(index=False, name=None))


def test_an_artifact_that_was_replaced_or_damaged_is_refused(tmp_path):
    artifact = publish(tmp_path, rows("a"))
    publish(tmp_path, rows("b"))
    assert not is_intact(artifact)
    with pytest.raises(ContractError, match="changed since"):
        read_table(artifact)
    newer = current_table(tmp_path, "synthetic")
    next(tmp_path.glob("*.parquet")).write_bytes(b"PAR1")
    assert not is_intact(newer)


def test_a_failing_write_leaves_the_table_as_it_was(tmp_path):
    artifact = publish(tmp_path, rows("a"))
    with pytest.raises(ContractError, match="columns missing"):
        publish(tmp_path, rows("b").drop(columns="reason"))
    with pytest.raises(ContractError, match="clips_quarantine"):
        publish(tmp_path, rows("b").assign(reason=None))
    assert read_table(artifact)["clip_id"].tolist() == ["a"]


def test_unfinished_files_of_a_killed_run_are_swept_away(tmp_path):
    publish(tmp_path, rows("a"))
    (tmp_path / "synthetic-000-orphan.parquet").write_bytes(b"")
    (tmp_path / "synthetic-000.part.17.tmp").write_bytes(b"")
    publish(tmp_path, rows("b"))
    assert len(list(tmp_path.glob("*.parquet"))) == 1
    assert not list(tmp_path.glob("*.tmp"))


def test_rows_under_an_older_contract_are_set_aside(tmp_path):
    publish(tmp_path, rows("a"), "crema-d")
    newer = CONTRACT.model_copy(update={"version": 2})
    publish_table(tmp_path, newer, rows("b"), group="ravdess", lineage={})
    with pytest.raises(MissingFileError, match="ravdess"):
        current_table(tmp_path, "crema-d")
    assert len(list((tmp_path / "superseded").glob("*.parquet"))) == 1


def test_an_empty_group_is_a_table_too(tmp_path):
    assert len(read_table(publish(tmp_path, rows()))) == 0


def test_a_table_that_is_not_there_says_what_to_do(tmp_path):
    with pytest.raises(MissingFileError, match="Run the flow"):
        current_table(tmp_path / "nothing", "crema-d")


@pytest.mark.parametrize("content", [b"", b'{"groups"', bytes(40), b"[]"], ids=["empty", "half", "nul", "list"])
def test_a_torn_manifest_is_named_with_what_to_do(tmp_path, content):
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(ContractError, match=rf"{MANIFEST}: .* Remove the folder"):
        read_manifest(tmp_path)
