"""What the README tells a newcomer to type exists."""

import re
from pathlib import Path

import pytest
import typer

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
