"""Models stored as a run would store them."""

from pathlib import Path

import pandas as pd

from cremad.catalogue.spec import ModelSpec
from cremad.networks.network_file import NetworkFile
from cremad.registry.description import About, Lineage
from cremad.registry.storage import save_model

LINEAGE = Lineage(
    corpus="ravdess",
    run_id="0" * 12,
    seed=0,
    clips="c",
    features={"audio": "a"},
    code="d",
    n_clips=20,
    n_speakers=2,
)


def about(spec: ModelSpec, columns: tuple[str, ...] = (), labels: str = "six", **told) -> About:
    """A description of a model with these model inputs."""
    usual = {"recipe": {}, "gains": {}, "training_clips": "", "lineage": LINEAGE}
    return About(spec=spec, labels=labels, columns=columns, **usual | told)


def training_clips(actor: list[str], content_sha256: list[str] | None = None) -> pd.DataFrame:
    """A clip of each speaker."""
    ids = [f"clip_{number}" for number in range(len(actor))]
    return pd.DataFrame(
        {"clip_id": ids, "corpus": "ravdess", "actor": actor, "content_sha256": content_sha256 or ids}
    )


def store_network(
    folder: Path,
    spec: ModelSpec,
    actor: list[str] | None = None,
    content_sha256: list[str] | None = None,
) -> NetworkFile:
    """A small network as a run on other clips would have stored it."""
    names = [f"a{number}" for number in range(20)]
    table = pd.DataFrame([[float(row % 2)] * 20 for row in range(20)], columns=names)
    network = spec.build(0).fit(table, ["happy", "sad"] * 10)
    stored = save_model(
        folder, network, about(spec, tuple(names)), training_clips(actor or ["x", "y"], content_sha256)
    )
    return NetworkFile(path=stored.path, sha256=stored.sha256)
