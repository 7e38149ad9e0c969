"""The example package as it is once installed: in a folder on the path, with its entry points beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).with_name("cremad_example")

METADATA = "Metadata-Version: 2.1\nName: cremad-example\nVersion: 0.1\n"

ENTRY_POINTS = """\
[cremad.learners]
independent_features = cremad_example.learner:LEARNER

[cremad.feature_sets]
waveform = cremad_example.feature_set:FEATURE_SET

[cremad.corpora]
speaker-folders = cremad_example.corpus:CORPUS

[cremad.metrics]
kappa = cremad_example.metric:METRIC
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory) -> Path:
    """The folder that the example is installed in."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(EXAMPLE, folder / EXAMPLE.name, ignore=shutil.ignore_patterns("__pycache__"))
    described = folder / "cremad_example-0.1.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(METADATA)
    (described / "entry_points.txt").write_text(ENTRY_POINTS)
    return folder


@pytest.fixture
def run_installed(installed, tmp_path):
    """Runs ``python …`` in a fresh process that has the example, and gives what it printed."""

    def run(*arguments: str, **variables: str) -> str:
        path = os.pathsep.join([str(installed), *filter(None, sys.path)])
        environment = os.environ | {
            "PYTHONPATH": path,
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_LOGGING_LEVEL": "WARNING",
            **variables,
        }
        done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run
