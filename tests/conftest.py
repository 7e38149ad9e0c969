"""Fixtures that every room may use."""

import os
from pathlib import Path

import pytest


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
