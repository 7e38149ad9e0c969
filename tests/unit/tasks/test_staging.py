import os
import time

import pandas as pd
import pytest

from cremad.errors import ContractError, MissingFileError
from pipeline_config.cluster import ClusterOptions
from tasks.context import RunContext
from tasks.staging import NEWEST, read_staged, write_staged

FRAMES = [pd.DataFrame({"clip_id": ["a", "b"], "x": [number, 0.5]}) for number in range(10)]


@pytest.fixture
def context(tmp_path):
    return RunContext(corpus="crema-d", corpus_dir=tmp_path, data_dir=tmp_path, cluster=ClusterOptions())


def test_two_runs_of_a_corpus_read_their_own_rows(context):
    first, second = (write_staged(context, "predictions", frame) for frame in FRAMES[:2])
    pd.testing.assert_frame_equal(read_staged(first), FRAMES[0], check_dtype=False)
    pd.testing.assert_frame_equal(read_staged(second), FRAMES[1], check_dtype=False)


def test_equal_rows_are_one_file_named_by_corpus_name_and_digest(context):
    first, second = (write_staged(context, "predictions", FRAMES[0]) for _ in range(2))
    assert first == second
    assert first.path.name == f"crema-d-predictions-{first.sha256[:16]}.parquet"
    assert [*first.path.parent.iterdir()] == [first.path]


def test_rows_that_have_changed_are_refused_by_name(context):
    staged = write_staged(context, "predictions", FRAMES[0])
    staged.path.write_bytes(staged.path.read_bytes()[:-1])
    with pytest.raises(ContractError, match=staged.path.name):
        read_staged(staged)


def test_rows_that_are_gone_are_named(context):
    staged = write_staged(context, "predictions", FRAMES[0])
    staged.path.unlink()
    with pytest.raises(MissingFileError, match=staged.path.name):
        read_staged(staged)


def test_old_files_of_the_same_name_go_but_for_the_newest(context):
    others = [write_staged(context, name, FRAMES[0]) for name in ("predictions_failures", "costs")]
    made = [write_staged(context, "predictions", frame) for frame in FRAMES[:-1]]
    assert all(each.path.exists() for each in made), "a run that has just written them is still to read them"
    for days, each in enumerate(reversed([*others, *made]), start=2):
        os.utime(each.path, (time.time() - 86_400 * days,) * 2)
    last = write_staged(context, "predictions", FRAMES[-1])
    assert [each for each in made if each.path.exists()] == made[-NEWEST + 1 :]
    assert all(each.path.exists() for each in (last, *others))
