"""Names are not taken apart to find out what they mean: what a name stands for is looked up in its record."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DONE = ("cremad", "flows", "pipeline_config", "tasks")
"""Packages that are looked through."""
ALLOWED = {
    ("cremad/artifacts/code.py", "point.group.startswith(EXTENSIONS)"): "a group of entry points",
    ("cremad/artifacts/reach.py", "each.startswith(READS_DATA)"): "the dotted path of a function",
    ("cremad/catalogue/spec.py", "name.endswith('checkpoint_dir')"): "a nested parameter of scikit-learn",
    ("cremad/cleaning/findings.py", "strangers['path'].str.rsplit('/', n=1)"): "a path of a file",
    ("cremad/cleaning/votes.py", "winners.split(':')"): "a cell of CREMA-D's own table",
    ("cremad/cleaning/votes.py", "level.split(':')"): "a cell of CREMA-D's own table",
    ("cremad/corpora/corpus.py", "re.fullmatch(pattern, self.name)"): "whether it has its form",
    ("cremad/features/modalities.py", "str(name).removesuffix(FROM_ACTOR)"): "a column's statistic",
    ("cremad/media/source.py", "beginning.startswith(LFS_POINTER)"): "the content of a file",
    (
        "cremad/models/family_scaler.py",
        "names.str.endswith(FROM_ACTOR)",
    ): "a column, until contracts have families",
    ("cremad/networks/inputs.py", "name.startswith(FEATURES)"): "an input of a network, made by this module",
    ("cremad/networks/network.py", "name.startswith(FEATURES)"): "likewise",
    ("cremad/training/samples.py", "name.startswith(FEATURES)"): "likewise",
    ("cremad/networks/weights_file.py", "address.partition('/')"): "the place of an array in a file",
    ("flows/commands.py", "parameter.name.endswith('_dir')"): "its type does not say folder",
    ("flows/commands.py", "parameter.removesuffix('s')"): "a word in the plural",
    ("flows/commands.py", "schema['$ref'].rpartition('/')"): "a reference of JSON Schema",
    ("pipeline_config/load.py", "key.startswith(PREFIX)"): "a variable of the environment",
    ("pipeline_config/load.py", "key.removeprefix(PREFIX)"): "likewise",
}
"""What is not a name, or is one of a column, with the reason."""

DIVIDING = {"split", "rsplit", "partition", "rpartition"}
ASKING = {"startswith", "endswith", "removeprefix", "removesuffix"}
MATCHING = {"match", "fullmatch", "search", "split"}
SEPARATOR = re.compile(r"[+/:_-]|_?[a-z]\w+")
AFFIX = re.compile(r"_?[a-z][a-z0-9]*(_[a-z0-9]+)*_?")
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]+")
FILE = re.compile(r"(.*\.)?(path|file|folder|entry|url|request)\b.*")
"""A receiver of such a name is a file or an address."""


def takings_apart(source: str) -> Iterator[tuple[int, str]]:
    """Line and expression of every place where a name seems to be taken apart.

    These are: division at a separator or word; the question for a prefix or suffix that is an identifier or a
    constant; a regular expression on the spot; a slice of a `Literal`'s values; an affix looked for by ``in``.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=method)):
                found = method in MATCHING
            case ast.Call(func=ast.Attribute(value=receiver, attr=method), args=[argument, *_]):
                found = not FILE.fullmatch(ast.unparse(receiver)) and (
                    (method in DIVIDING and any(SEPARATOR.fullmatch(text) for text in texts(argument)))
                    or (method in ASKING and any(is_affix(part) for part in parts(argument)))
                )
            case ast.Subscript(value=ast.Call(func=ast.Name(id="get_args") | ast.Attribute(attr="get_args"))):
                found = True
            case ast.Compare(left=ast.Constant(value=str(text)), ops=[ast.In() | ast.NotIn()]):
                found = text == "+" or (len(text) > 1 and text != text.strip("_") and bool(AFFIX.fullmatch(text)))
            case _:
                found = False
        if found:
            yield node.lineno, ast.unparse(node)


def texts(argument: ast.expr) -> list[str]:
    return [argument.value] if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else []


def parts(argument: ast.expr) -> list[ast.expr]:
    """Those of a tuple, else the argument alone."""
    return argument.elts if isinstance(argument, ast.Tuple) else [argument]


def is_affix(part: ast.expr) -> bool:
    """Whether it is a word of the vocabulary: a literal identifier, or a constant of the project."""
    part = part.value if isinstance(part, ast.Starred) else part
    if isinstance(part, ast.Name):
        return bool(CONSTANT.fullmatch(part.id))
    return any(AFFIX.fullmatch(text) for text in texts(part))


def found_in(rooms: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """File and expression of every finding → its line."""
    return {
        (str(path.relative_to(ROOT)), expression): line
        for room in rooms
        for path in sorted((ROOT / room).rglob("*.py") if (ROOT / room).is_dir() else [ROOT / room])
        for line, expression in takings_apart(path.read_text())
    }


def test_no_name_is_taken_apart():
    found = found_in(DONE)
    assert {place: line for place, line in found.items() if place not in ALLOWED} == {}
    assert set(ALLOWED) <= set(found), "an exception that nothing needs any more"


@pytest.mark.parametrize(
    "source",
    [
        "modality.split('+')",
        "rows[name].str.partition(':')",
        "modality.startswith('human_')",
        "row.model.endswith(('_pretrained', '.pt'))",
        "protocol.removesuffix(SEEN_SUFFIX)",
        "sees.startswith((*FRAMES,))",
        "re.fullmatch('time_(.+)fold', name)",
        "get_args(NetworkName)[:4]",
        "'_soft' in model",
    ],
)
def test_a_name_taken_apart_is_found(source):
    assert list(takings_apart(source)) == [(1, source)]


@pytest.mark.parametrize(
    "source",
    [
        "path.stem.rpartition('-')",
        "entry.name.endswith('.yaml')",
        "name.endswith('_')",
        "text.split()",
        "answer.startswith(f'bytes {there}-')",
        "key.split('.')",
        "order.split(batch)",
        "'actor' in columns",
        "PATTERN.fullmatch(path.stem)",
    ],
)
def test_other_texts_may_be(source):
    assert list(takings_apart(source)) == []
