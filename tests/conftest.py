"""Fixtures that every room may use."""

import importlib
import os
import sys
from importlib import metadata
from pathlib import Path

import pytest

LOOK_UPS = {
    "data_contracts.contract": ("load_table", "table_names"),
    "data_contracts.feature_tables": ("feature_tables", "sequence_kinds"),
    "cremad.features.modalities": ("modality_of_column", "_modalities"),
    "cremad.features.families": ("family_of_column", "measure_of_column", "_columns"),
    "cremad.preprocessing.feature_sets": (
        "feature_sets",
        "sequence_sources",
        "augmented_sets",
        "set_combinations",
        "_records",
    ),
    "cremad.corpora.corpora": ("corpora",),
    "cremad.catalogue.learners": ("learners",),
    "cremad.evaluation.metric": ("metrics",),
}
"""Module → its functions that remember what they have looked up."""


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with real clips that ``CREMAD_REAL_DATA`` names; without it the test does not apply."""
    folder = os.environ.get("CREMAD_REAL_DATA")
    if folder is None:
        pytest.skip("CREMAD_REAL_DATA names no folder with real clips")
    return Path(folder)


@pytest.fixture(scope="session")
def real_crema_d(real_data: Path) -> Path:
    return real_data / "crema-d"


@pytest.fixture
def extend(monkeypatch):
    """Lets a test install an entry point, as ``extend("cremad.corpora", "module:NAME", folder_of_the_module)``."""
    installed = metadata.entry_points
    added: list[metadata.EntryPoint] = []

    def entry_points(**chosen):
        return metadata.EntryPoints([*installed(**chosen), *metadata.EntryPoints(added).select(**chosen)])

    def install(group: str, value: str, folder: Path) -> None:
        added.append(metadata.EntryPoint(name=value.rpartition(":")[2].lower(), value=value, group=group))
        monkeypatch.syspath_prepend(folder)
        _forget_look_ups()

    monkeypatch.setattr(metadata, "entry_points", entry_points)
    yield install
    for point in added:
        sys.modules.pop(point.module, None)
    added.clear()
    _forget_look_ups()


def _forget_look_ups() -> None:
    for module, names in LOOK_UPS.items():
        for name in names:
            getattr(importlib.import_module(module), name).cache_clear()
