"""The examples in docstrings are true."""

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("data_contracts", "cremad", "pipeline_config", "tasks", "flows")
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if ">>> " in path.read_text()
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module_are_run_and_hold(name):
    module = pytest.importorskip(name)  # some modules need an extra
    failed, attempted = doctest.testmod(module)
    assert failed == 0
    assert attempted > 0
