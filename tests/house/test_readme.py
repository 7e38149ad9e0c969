"""What the README tells a newcomer to type exists."""

import re
from pathlib import Path

import pytest
import typer

import cremad
from cremad.catalogue.rows import Row
from cremad.catalogue.spec import ModelSpec
from cremad.evaluation.protocol import actor_folds
from cremad.experiments.keeping import alias_of
from data_contracts.contract import load_table
from flows.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
CREMAD = re.findall(r"(?:\.venv/bin/|`)cremad ([a-z-]+(?: [a-z]+)?)((?: --?[a-z-]+| [\w./-]+)*)", README)


def test_it_leads_with_the_two_commands():
    assert re.findall(r"^make (\w+)", README, re.MULTILINE)[:2] == ["run", "test"]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z-]+)", README))))
def test_make_targets_exist(target):
    assert target in TARGETS


@pytest.mark.parametrize(("words", "rest"), CREMAD)
def test_cremad_commands_exist_and_take_their_options(words, rest):
    command = typer.main.get_command(app)
    for word in words.split():
        command = getattr(command, "commands", {}).get(word, command)
    assert command.name in words.split()
    options = {option for parameter in command.get_params(typer.Context(command)) for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", rest)) <= options


@pytest.mark.parametrize("path", re.findall(r"\]\(([\w./-]+)\)", README))
def test_linked_pages_exist(path):
    assert (ROOT / path).exists()


def test_its_table_has_every_command():
    listed = re.findall(r"^\| `cremad ([a-z-]+)` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(typer.main.get_command(app).commands)


def test_its_three_lines_of_python_name_what_there_is():
    block = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    assert len(list(filter(None, block.splitlines()))) == 3
    row = Row(
        source=ModelSpec(learner="logistic_regression"),
        protocol=actor_folds(5),
        labels="six",
        clips=("audio",),
    )
    assert f'cremad.load_model("{alias_of(row, "crema-d")}")' in block
    method = re.search(r"model\.(\w+)\(", block)[1]
    assert callable(getattr(cremad.StoredModel, method))
    assert callable(cremad.load_model)


def test_its_query_names_columns_of_the_results():
    query = re.search(r"```sql\n(.*?)```", README, re.DOTALL)[1]
    words = set(re.findall(r"\b[a-z_]+\b", re.sub(r"--.*|'[^']*'", "", query)))
    assert words - {"select", "from", "where", "and", "order", "by", "desc"} <= set(load_table("metrics").columns)
