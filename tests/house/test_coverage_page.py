"""docs/coverage.md names every row of the mission, and what it names exists."""

import re
from pathlib import Path

import pytest
import typer

from flows.cli import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "coverage.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| (Q\d|B\d)", line)
]
NOT_YET = "not yet"
PARTS_OF_A_QUESTION = {1: "abc", 2: "abcdefg", 3: "abcdef", 4: "abc", 5: "abc", 6: "abc", 7: "abc"}


def test_every_row_of_the_mission_is_there_once_and_in_order():
    questions = [f"Q{number}{part}" for number, parts in PARTS_OF_A_QUESTION.items() for part in parts]
    beyond = [f"B{number}" for number in range(1, 17)]
    assert [row[0] for row in ROWS] == questions + beyond


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_modules_tests_and_commands_exist(row):
    _, _, modules, tests, commands = row
    for cell in (modules, tests, commands):
        assert NOT_YET in cell or re.search(r"`.+`", cell), "say what it is, or that it is not yet there"
    for path in re.findall(r"`([^`]+)`", f"{modules} {tests}"):
        assert (ROOT / path).exists(), path
    for test in re.findall(r"`([^`]+)`", tests):
        assert test.startswith("tests/")
    for command in re.findall(r"`([^`]+)`", commands):
        assert command_exists(command.split()), command


def command_exists(words: list[str]) -> bool:
    program, *arguments = words
    if program == "make":
        return re.search(rf"^{arguments[0]}:", (ROOT / "Makefile").read_text(), re.MULTILINE) is not None
    if program == "pytest":
        return (ROOT / arguments[0]).exists()
    command = typer.main.get_command(app)
    while arguments and (subcommands := getattr(command, "commands", None)):
        command = subcommands.get(arguments.pop(0))
    return program == "cremad" and command is not None
