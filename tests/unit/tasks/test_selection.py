"""The stage publishes what every selector kept, and how stable that was."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from cremad.experiments.options import ExperimentOptions
from cremad.selection.options import KINDS, SelectionOptions
from cremad.tables import publish_table, read_table
from data_contracts.contract import Field, Table
from data_contracts.vocabulary import EMOTIONS
from pipeline_config.cluster import ClusterOptions
from tasks import selection
from tasks.context import RunContext


def test_both_tables_are_published_for_each_set_of_features(tmp_path, monkeypatch):
    monkeypatch.setattr(selection, "dask_executor", lambda options: ThreadPoolExecutor(1))
    context = RunContext(corpus="synthetic", corpus_dir=tmp_path, data_dir=tmp_path, cluster=ClusterOptions())
    rng = np.random.default_rng(0)
    clips = pd.DataFrame({"clip_id": [f"clip_{n:02d}" for n in range(72)], "emotion": np.tile(EMOTIONS, 12)})
    clips = clips.assign(actor=np.repeat(list("abcdefghijkl"), 6), sentence="IEO", content_sha256=clips["clip_id"])
    values = np.eye(6)[np.tile(range(6), 12)] + 0.3 * rng.normal(size=(72, 6))
    features = clips[["clip_id"]].join(pd.DataFrame(values).add_prefix("f"))
    published = {name: publish(tmp_path / name, frame) for name, frame in (("c", clips), ("f", features))}
    few = publish(tmp_path / "few", features.head(6))
    outcome = selection.compare.fn(
        context,
        published["c"],
        {"audio": published["f"], "image": few},
        SelectionOptions(),
        ExperimentOptions(folds=2),
        seed=0,
    )
    kept, stability = (read_table(outcome.artifacts[name]) for name in selection.TABLES)
    assert set(stability["selector"]) == set(KINDS)
    assert set(stability["modality"]) == {"audio"}
    assert list(outcome.facts["skipped"]) == ["image"]
    assert len(kept) == (len(KINDS) - 1) * 2 * 6
    assert stability["uar"].min() > 0.5


def publish(folder, frame: pd.DataFrame):
    fields = [Field(name=c, type="float64" if frame[c].dtype.kind == "f" else "string", meaning=c) for c in frame]
    contract = Table(name="made_up", version=1, purpose="made up", key=("clip_id",), fields=fields)
    return publish_table(folder, contract, frame, group="synthetic", lineage={})
