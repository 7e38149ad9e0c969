"""Every flow has a command, and the command is its form: the same parameters, help, checks and defaults."""

import inspect
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from flows.cli import app
from flows.commands import FlowCommand, allowed_range, make_command, option_name
from flows.deployments import FLOWS, command_name
from flows.local import load_flow

GROUP = typer.main.get_command(app)
BY_HAND = {"models", "predict", "flows", "report", "ui", "corpus"}


def shown(*words: str) -> str:
    answered = CliRunner().invoke(app, words, env={"COLUMNS": "80", "TERM": "dumb"})
    assert answered.exit_code == 0, answered.output
    return answered.output


def refused(*words: str) -> str:
    """What is said, in one line, to words that are refused as typed wrongly."""
    answered = CliRunner().invoke(app, words, env={"COLUMNS": "400", "TERM": "dumb"})
    assert answered.exit_code == 2, answered.output
    return answered.output


def parsed(flow: str, *words: str) -> dict:
    """What a flow would be called with."""
    return make_command(flow).make_context("cremad", list(words)).params


def test_each_flow_has_a_command_in_addition_to_those_made_by_hand():
    assert set(GROUP.commands) == {command_name(flow) for flow in FLOWS} | BY_HAND
    assert command_name("pipeline") == "run"


@pytest.mark.parametrize("flow", FLOWS)
def test_options_are_exactly_the_parameters_of_the_flow(flow):
    made = make_command(flow)
    options = [each for each in made.get_params(typer.Context(made)) if each.name != "help"]
    assert [each.name for each in options] == list(inspect.signature(load_flow(flow).fn).parameters)
    assert made.name == command_name(flow)


@pytest.mark.parametrize("flow", FLOWS)
def test_help_is_the_description_of_the_form(flow):
    made, form = make_command(flow), load_flow(flow).parameters.properties
    for option in made.params:
        assert option.help.startswith(form[option.name]["description"].replace("[", r"\["))


@pytest.mark.parametrize("flow", FLOWS)
def test_without_arguments_a_flow_gets_its_own_defaults(flow):
    defaults = {name: each.default for name, each in inspect.signature(load_flow(flow).fn).parameters.items()}
    assert parsed(flow) == defaults


def test_arguments_become_values_of_the_parameters_types():
    given = parsed(
        "search", "--trials", "3", "--minutes", "0.5", "--no-nested", "--pruning", "--learner", "svm_rbf"
    )
    wanted = {"trials": 3, "minutes": 0.5, "nested": False, "pruning": True, "learner": "svm_rbf", "epochs": None}
    assert {name: given[name] for name in wanted} == wanted
    assert parsed("pipeline", "--feature-set", "audio", "--feature-set", "text")["feature_sets"] == [
        "audio",
        "text",
    ]
    assert parsed("ingest", "--corpus-dir", "some/where")["corpus_dir"] == "some/where"


@pytest.mark.parametrize(
    ("words", "option", "why"),
    [
        (("run", "--workers", "0"), "--workers", "'0' is not a whole number from 1 to 256"),
        (("run", "--folds", "two"), "--folds", "'two' is not a whole number from 2 to 10"),
        (("run", "--feature-set", "smell"), "--feature-set", "'smell' is unknown; there are audio, "),
        (("watch", "--poll-s", "0"), "--poll-s", "'0' is not a number above 0 to 3600"),
        (("leaderboard", "--repeats", "21"), "--repeats", "'21' is not a whole number from 1 to 20"),
        (("train", "--corpus", "cremad"), "--corpus", "'cremad' is unknown; did you mean crema-d?"),
        (("ingest", "--data-dir", ""), "--data-dir", "'': string should have at least 1 character"),
        (("search", "--strategy", "magic"), "--strategy", "'magic' is unknown; there are"),
    ],
)
def test_a_bad_value_is_refused_by_name_with_what_is_allowed(words, option, why):
    said = refused(*words)
    assert f"Invalid value for '{option}': {why}" in said
    assert "Starting Prefect" not in said


def test_an_unknown_command_or_option_is_refused_with_the_nearest():
    assert "Did you mean 'leaderboard'?" in refused("leaderbord")
    assert "No such option: --worker" in refused("run", "--worker", "2")


def test_help_has_sections_that_fit_80_columns():
    said = shown("run", "--help")
    assert max(map(len, said.splitlines())) <= 80
    for words in ("Corpus and files", "Computing", "From 1 to 256.", "[default: data]"):
        assert words in said


def test_the_first_help_lists_the_flows_by_their_lines_and_the_exit_codes():
    said = " ".join(shown("--help").replace("│", " ").split())
    assert "Exit codes: 0 all went well" in said
    for flow, purpose in FLOWS.items():
        assert f"{command_name(flow)} {purpose}" in said


@pytest.mark.parametrize("words", [["--help"], ["corpus", "--help"], ["--version"]])
def test_help_imports_no_flow(words):
    heavy = "{'prefect', 'sklearn', 'pandas', 'numpy', 'dask'} & set(sys.modules)"
    program = f"import sys\nfrom flows.cli import app\ntry: app({words!r})\nfinally: assert not {heavy}, {heavy}"
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_a_line_of_the_table_stands_for_the_command_until_it_is_used():
    line = FlowCommand("train")
    assert line.help == FLOWS["train"]
    assert line.make_context("train", []).command is line.loaded


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"minimum": 2, "maximum": 10}, "from 2 to 10"),
        ({"exclusiveMinimum": 0}, "above 0"),
        ({"minimum": 0, "exclusiveMaximum": 2**32}, "from 0 below 4294967296"),
        ({}, ""),
    ],
)
def test_ranges_in_words(schema, words):
    assert allowed_range(schema) == words


def test_only_what_may_be_repeated_loses_its_plural():
    assert option_name("models", repeatable=True) == "model"
    assert option_name("poll_s", repeatable=False) == "poll-s"
