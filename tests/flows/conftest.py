"""One real Prefect server for all tests of flows, on a free port, with a home of its own."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import SyntheticOptions
from flows.server import running_server


@dataclass(frozen=True)
class Server:
    """Where the server is, and the environment of a process that talks to it."""

    address: str
    environment: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("prefect")
    environment = os.environ | {
        "PREFECT_HOME": str(home),
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }
    with running_server("127.0.0.1", free_port(), environment) as address:
        url = f"{address}/api"
        with temporary_settings({PREFECT_API_URL: url, PREFECT_HOME: Path(home)}):
            yield Server(address, environment | {"PREFECT_API_URL": url})


def write_manifest(folder: Path, options: SyntheticOptions) -> Path:
    """The manifest of a synthetic corpus, which is written beside it."""
    write_corpus(folder, options)
    paths = sorted((folder / "AudioWAV").glob("*.wav"))
    rows = [(f"AudioWAV/{path.name}", path.stem[:4], path.stem[9:12]) for path in paths]
    manifest = folder / "manifest.csv"
    pd.DataFrame(rows, columns=["path", "speaker", "emotion"]).to_csv(manifest, index=False)
    return manifest
