"""Prefect finds no kept result that would run code when it is read."""

import json
import pickle
from base64 import b64encode
from pathlib import Path

from prefect import flow

from pipeline_config.cluster import ClusterOptions
from tasks.context import RunContext
from tasks.stage import Outcome, Stages, stage


class Planted:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@stage(name="count")
def count(context: RunContext) -> Outcome:
    return Outcome(facts={"runs": 1})


@flow(name="counting")
def counting(data_dir: Path) -> bool | None:
    context = RunContext(corpus="c", corpus_dir=data_dir, data_dir=data_dir, cluster=ClusterOptions())
    stages = Stages(context)
    stages.run(count)
    return stages.runs[0].cached


def test_a_planted_pickle_is_removed_before_prefect_reads_it(tmp_path, server):
    assert [counting(tmp_path) for _ in range(2)] == [False, True]
    (record,) = (tmp_path / "cache" / "results").iterdir()
    metadata = json.loads(record.read_bytes())["metadata"] | {"serializer": {"type": "pickle"}}
    pickled = b64encode(pickle.dumps(Planted(tmp_path / "run"))).decode()
    record.write_text(json.dumps({"metadata": metadata, "result": pickled}))
    assert not counting(tmp_path)
    assert not (tmp_path / "run").exists()
