"""The names that a piece of Python source mentions, except those that a function binds locally."""

import ast
from collections.abc import Iterable, Iterator
from typing import TypeGuard

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Chain = tuple[str, ...]
"""A name and the attributes that are read from it: ``np.linalg.norm`` → ``("np", "linalg", "norm")``."""


class Mentions(ast.NodeVisitor):
    """Collect what nodes mention.

    Parameters
    ----------
    nodes : iterable of AST nodes
    package : str
        Package that relative imports start from.
    """

    def __init__(self, nodes: Iterable[ast.AST], package: str):
        self.outer: set[Chain] = set()
        """Names that no enclosing function binds: those of the module, or built-in ones."""
        self.imported: set[str] = set()
        """Absolute dotted names of mentioned names that are bound by imports inside functions."""
        self._package = package
        self._scopes: list[dict[str, str | None]] = []
        for node in nodes:
            self.visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Store):
            self._mention(node.id, ())

    def visit_Attribute(self, node: ast.Attribute) -> None:
        inner: ast.expr = node
        attributes: list[str] = []
        while isinstance(inner, ast.Attribute):
            attributes.insert(0, inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name):
            self._mention(inner.id, tuple(attributes))
        else:
            self.visit(inner)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Decorators, defaults and annotations belong to the enclosing scope, the body has its own."""
        body = node.body if isinstance(node.body, list) else [node.body]
        for field, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if field != "body" and isinstance(child, ast.AST):
                    self.visit(child)
        bound = bound_names(body, self._package)
        bound |= {argument.arg: None for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
        self._visit_within(bound, body)

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_Lambda = visit_FunctionDef

    def _visit_comprehension(self, node: ast.AST) -> None:
        stored: dict[str, str | None] = {each.id: None for each in ast.walk(node) if _is_stored(each)}
        self._visit_within(stored, ast.iter_child_nodes(node))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def _visit_within(self, bound: dict[str, str | None], nodes: Iterable[ast.AST]) -> None:
        self._scopes.append(bound)
        for node in nodes:
            self.visit(node)
        self._scopes.pop()

    def _mention(self, name: str, attributes: Chain) -> None:
        for scope in reversed(self._scopes):
            if name in scope:
                if (target := scope[name]) is not None:
                    self.imported.add(".".join((target, *attributes)))
                return
        self.outer.add((name, *attributes))


def bound_names(body: Iterable[ast.AST], package: str) -> dict[str, str | None]:
    """Names that statements bind in their own scope → the dotted name that an import binds them to, else None."""
    bound: dict[str, str | None] = {}
    elsewhere: set[str] = set()
    for node in walk_scope(body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= import_targets(node, package)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            elsewhere.update(node.names)
        elif name := getattr(node, "name", None) if isinstance(node, NAMED) else None:
            bound.setdefault(name, None)
        elif _is_stored(node):
            bound.setdefault(node.id, None)
    return {name: target for name, target in bound.items() if name not in elsewhere}


def import_targets(node: ast.Import | ast.ImportFrom, package: str) -> dict[str, str]:
    """Names that an import binds → dotted names from the top; a star is bound to the module.

    >>> import_targets(ast.parse("from ..x import y as z").body[0], "a.b")
    {'z': 'a.x.y'}
    """
    if isinstance(node, ast.Import):
        return {
            alias.asname or alias.name.split(".")[0]: alias.name if alias.asname else alias.name.split(".")[0]
            for alias in node.names
        }
    above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
    module = ".".join([*above, *filter(None, [node.module])])
    return {
        alias.asname or alias.name: module if alias.name == "*" else f"{module}.{alias.name}"
        for alias in node.names
    }


def walk_scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes of one scope: not what is inside functions, classes and comprehensions, or for type checkers."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, (*FUNCTIONS, *COMPREHENSIONS, ast.ClassDef)):
            continue
        if isinstance(node, ast.If) and is_for_type_checkers(node.test):
            waiting.extend(node.orelse)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def is_for_type_checkers(test: ast.expr) -> bool:
    """Whether a condition is `TYPE_CHECKING`."""
    return "TYPE_CHECKING" in (getattr(test, "id", None), getattr(test, "attr", None))


def _is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
