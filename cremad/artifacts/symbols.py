"""The definitions at the top level of a source file: their syntax trees, and the names that they mention."""

import ast
import builtins
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from cremad.artifacts.digests import digest_bytes
from cremad.artifacts.mentions import Mentions, bound_names, import_targets, walk_scope

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

Stamp = tuple[int, int]
"""Modification time in ns and size of a file."""


class Symbol(NamedTuple):
    """A definition at the top level of a module, or all of them."""

    digest: str
    """Digest of the syntax tree, without comments, docstrings and layout."""
    mentions: frozenset[str]
    """Mentioned names, absolute and dotted."""


class Module:
    """The top level of a source file."""

    def __init__(self, path: Path, name: str):
        self.name = name
        self.package = name if path.stem == "__init__" else name.rpartition(".")[0]
        self.body = ast.parse(path.read_text()).body
        self.imports: dict[str, str] = {}
        self.stars: list[str] = []
        for node in walk_scope(self.body):
            if isinstance(node, ast.Import | ast.ImportFrom):
                targets = import_targets(node, self.package)
                self.stars += filter(None, [targets.pop("*", None)])
                self.imports |= targets
        self._symbols: dict[str, Symbol] = {}

    @cached_property
    def definitions(self) -> dict[str, list[ast.stmt]]:
        """Names → the statements that define them, or fill what was assigned to them."""
        found: dict[str, list[ast.stmt]] = {}
        for statement in self.body:
            if not isinstance(statement, ast.Import | ast.ImportFrom):
                for name in bound_names([statement], self.package):
                    found.setdefault(name, []).append(statement)
        assigned = {name for name, (first, *_) in found.items() if not isinstance(first, DEFINITIONS)}
        for statement in self.body:
            for name in _filled(statement, assigned):
                if statement not in found[name]:
                    found[name].append(statement)
        return found

    def symbol(self, name: str | None) -> Symbol:
        """The definition of a name; None for all definitions."""
        key = name or ""
        if key not in self._symbols:
            self._symbols[key] = self._read(self.body if name is None else self.definitions[name])
        return self._symbols[key]

    def _read(self, statements: list[ast.stmt]) -> Symbol:
        for node in (node for statement in statements for node in ast.walk(statement)):
            if isinstance(body := getattr(node, "body", None), list):
                node.body = [each for each in body if not _is_text(each)]
        kept = [each for each in statements if not _is_text(each)]
        mentions = Mentions(kept, self.package)
        found = {dotted for name, *rest in mentions.outer for dotted in self._resolve(name, rest)}
        digest = digest_bytes("\n".join(map(ast.dump, kept)).encode())
        return Symbol(digest, frozenset(found | mentions.imported))

    def _resolve(self, name: str, attributes: list[str]) -> Iterator[str]:
        """Dotted names that a name of this module may stand for."""
        if name in self.definitions:
            yield f"{self.name}.{name}"
        if name in self.imports:
            yield ".".join((self.imports[name], *attributes))
        elif name not in self.definitions and not hasattr(builtins, name):
            yield from (f"{star}.{name}" for star in self.stars)


def _filled(statement: ast.stmt, assigned: set[str]) -> set[str]:
    """The assigned names whose values a statement may change: it stores into them, calls them, or passes them as
    an argument."""
    names: set[str] = set()
    for node in () if isinstance(statement, DEFINITIONS) else walk_scope([statement]):
        match node:
            case (
                ast.Subscript(value=inner, ctx=ast.Store() | ast.Del())
                | ast.Attribute(value=inner, ctx=ast.Store())
            ):
                names.add(_root(inner))
            case ast.Call(func=called, args=given) if not isinstance(statement, ast.Assign | ast.AnnAssign):
                receiver = _root(called)
                names.update([receiver] if receiver in assigned else map(_root, given))
    return names & assigned


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_text(statement: ast.AST) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


@lru_cache(maxsize=2048)
def read_module(path: Path, name: str, _stamped: Stamp) -> Module:
    """The module of a source file, read once for each stamp of it."""
    return Module(path, name)
