"""A command for every flow, made from the form of the flow: the same parameters, help, checks and defaults.

A flow is imported when its command is used or asked for help, not before.
"""

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup

from flows.deployments import FLOWS, command_name
from flows.local import load_flow, run_flow

SECTIONS = {
    "Corpus and files": ("corpus", "corpus_dir", "first", "second", "reference", "data_dir"),
    "Computing": ("workers", "dask_address"),
}
"""Section of the help → parameters; all others stand under `Options`."""

FOLDERS = ("corpus_dir", "data_dir")
"""Parameters that are folders."""

METAVARS = {"integer": "INTEGER", "number": "NUMBER", "string": "TEXT", "enum": "NAME"}


class FlowGroup(TyperGroup):
    """A group whose first commands are the flows."""

    def __init__(self, **attributes: Any):
        super().__init__(**attributes)
        self.commands = {command_name(name): FlowCommand(name) for name in FLOWS} | dict(self.commands)


class FlowCommand(TyperCommand):
    """The command of a flow by its line in the table; everything else about it is known once it is used.

    Parameters
    ----------
    flow : str
        Name of the flow.
    """

    def __init__(self, flow: str):
        super().__init__(command_name(flow), help=FLOWS[flow])
        self.flow = flow

    @cached_property
    def loaded(self) -> TyperCommand:
        """The command with its options; imports the flow."""
        return make_command(self.flow)

    def make_context(self, *arguments: Any, **extra: Any):
        return self.loaded.make_context(*arguments, **extra)

    def get_params(self, ctx: Any) -> list:
        return self.loaded.get_params(ctx)


def make_command(name: str) -> TyperCommand:
    """The command of a flow, with one option for each of its parameters.

    Parameters
    ----------
    name : str
        Name of the flow.
    """
    flow = load_flow(name)
    form = flow.parameters

    def run(**given: Any) -> None:
        run_flow(name, **{each: value for each, value in given.items() if value is not None})

    signature = inspect.Signature(
        [
            _option(parameter, _plain(form.properties[parameter.name], form.definitions))
            for parameter in inspect.signature(flow.fn, eval_str=True).parameters.values()
        ]
    )
    run.__signature__ = signature  # type: ignore[attr-defined]  # what inspect, and so Typer, reads
    app = typer.Typer(add_completion=False, rich_markup_mode="rich")
    app.command(command_name(name), help=escape(flow.description or ""))(run)
    command = typer.main.get_command(app)
    assert isinstance(command, TyperCommand), "an app of one command is that command"
    return command


def option_name(parameter: str, *, repeatable: bool) -> str:
    """What a parameter is called on the command line; one that may be repeated, in the singular.

    >>> option_name("data_dir", repeatable=False), option_name("feature_sets", repeatable=True)
    ('data-dir', 'feature-set')
    """
    return (parameter.removesuffix("s") if repeatable else parameter).replace("_", "-")


def allowed_range(schema: dict[str, Any]) -> str:
    """The range of a number as text; empty where there is none.

    >>> allowed_range({"minimum": 1, "maximum": 20}), allowed_range({"exclusiveMinimum": 0, "maximum": 3600})
    ('from 1 to 20', 'above 0 to 3600')
    """
    words = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}
    return " ".join(f"{word} {schema[key]:.12g}" for key, word in words.items() if key in schema)


def _option(parameter: inspect.Parameter, schema: dict[str, Any]) -> inspect.Parameter:
    """A parameter of a flow as Typer takes it: text as it is typed, and checked by the parameter's own type."""
    kind, one = schema["type"], schema.get("items", schema)
    name = option_name(parameter.name, repeatable=kind == "array")
    section = next((each for each, members in SECTIONS.items() if parameter.name in members), None)
    shown: dict[str, Any] = {"help": escape(_help(schema)), "rich_help_panel": section}
    if kind == "boolean":
        typed: Any = bool
        option = typer.Option(f"--{name}/--no-{name}", **shown)
    else:
        typed = list[str] if kind == "array" else str
        check = _checked(TypeAdapter(parameter.annotation), one)
        metavar = "PATH" if parameter.name in FOLDERS else METAVARS["enum" if "enum" in one else one["type"]]
        option = typer.Option(f"--{name}", metavar=metavar, callback=check, **shown)
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=_as_typed(parameter.default),
        annotation=Annotated[typed | None, option],
    )


def _as_typed(default: Any) -> Any:
    """A default as it would be typed; None, flags, and that there is none stay what they are."""
    if isinstance(default, list | tuple):
        return [str(each) for each in default]
    kept = default is None or default is inspect.Parameter.empty or isinstance(default, bool)
    return default if kept else str(default)


def _plain(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A field of the form by itself: what it refers to put in, and the alternative that it is left empty left out.

    One that still has alternatives is taken as text, which its type then reads.
    """
    if "$ref" in schema:
        schema = {**definitions[schema["$ref"].rpartition("/")[2]], **schema}
    if "items" in schema:
        schema = {**schema, "items": _plain(schema["items"], definitions)}
    filled = [_plain(each, definitions) for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return {"type": "string", **(filled[0] if len(filled) == 1 else {}), **schema}


def _help(schema: dict[str, Any]) -> str:
    one = schema.get("items", schema)
    notes = [
        f"One of {', '.join(one['enum'])}." if "enum" in one else "",
        f"{words.capitalize()}." if (words := allowed_range(one)) else "",
        "May be repeated." if schema.get("type") == "array" else "",
    ]
    return " ".join([schema["description"], *filter(None, notes)])


def _checked(type_: TypeAdapter, one: dict[str, Any]) -> Callable[[Any], Any]:
    """What turns text into a parameter's value, or refuses it in one sentence."""

    def check(given: Any) -> Any:
        if given is None:
            return None
        try:
            return type_.validate_python(given)
        except ValidationError as error:
            raise typer.BadParameter(_refusal(error, one)) from error

    return check


def _refusal(error: ValidationError, one: dict[str, Any]) -> str:
    fault = error.errors()[0]
    given, message = fault["input"], fault["msg"]
    if "enum" in one:
        near = get_close_matches(str(given), one["enum"], n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(one['enum'])}"
        return f"{given!r} is unknown; {hint}"
    if words := allowed_range(one):
        return f"{given!r} is not {'a whole number' if one['type'] == 'integer' else 'a number'} {words}"
    return f"{given!r}: {message[0].lower()}{message[1:]}"
