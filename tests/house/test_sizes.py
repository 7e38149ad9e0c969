"""Files and functions stay small, and are called what they are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("data_contracts", "cremad", "pipeline_config", "tasks", "flows", "benchmarks", "tests")
SOURCES = {
    str(path.relative_to(ROOT)): path.read_text()
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
LINES_OF_A_FILE = 350
LINES_OF_A_FUNCTION = 50
NOT_A_NOUN = {"utils", "util", "helpers", "helper", "common", "core", "misc"}


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Name and number of lines, without the docstring, of every function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node) is not None:
                lines -= node.body[0].end_lineno - node.body[0].lineno + 1
            yield node.name, lines


@pytest.mark.parametrize("path", SOURCES)
def test_files_and_functions_fit(path):
    assert SOURCES[path].count("\n") < LINES_OF_A_FILE
    long = {name: lines for name, lines in functions(SOURCES[path]) if lines > LINES_OF_A_FUNCTION}
    assert long == {}


def test_names_are_nouns_of_their_own():
    parts = {(part, path) for path in SOURCES for part in Path(path).with_suffix("").parts}
    assert [path for part, path in parts if part in NOT_A_NOUN] == []


PUBLIC = "cremad/__init__.py"
"""Gives the public names."""


@pytest.mark.parametrize("path", [path for path in SOURCES if path.endswith("__init__.py") and path != PUBLIC])
def test_packages_hold_one_docstring_and_nothing_else(path):
    module = ast.parse(SOURCES[path])
    assert ast.get_docstring(module)
    assert len(module.body) == 1
