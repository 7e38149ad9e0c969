"""The digest of the code that one function or class reaches, symbol by symbol and not file by file.

Every name that the definition mentions is followed recursively to its definition in the followed packages. Changes
elsewhere in the same files are ignored. Sources are read and never run, so names that are looked up by a string
(``getattr``, a registry that is filled elsewhere) are not found: name those objects too.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MethodType, ModuleType
from typing import Any

from cremad.artifacts.code import DATA_SUFFIXES, followed_packages, label, library_versions, main_file
from cremad.artifacts.digests import digest_file
from cremad.artifacts.symbols import Module, Stamp, read_module

READS_DATA = "importlib.resources"
"""A definition that mentions it depends on the data files of its package."""


def reached_code(
    *objects: Any, stop_at: Collection[str] = (), packages: Mapping[str, Path] | None = None
) -> dict[str, str]:
    """Digest of each definition and data file, and version of each library, that objects reach.

    A class is reached with its methods and bases, a name that is assigned with every statement at the top level of
    its module that assigns or fills it, a module used other than by its attributes with all its definitions.
    The data files of a package are reached with a definition that mentions ``importlib.resources``.

    Parameters
    ----------
    *objects : function, class, module, partial, bound method, instance or str
        An instance stands for its class, a string is a dotted name, what is defined within a function stands for
        that function.
    stop_at : collection of str, optional
        Dotted names that are ignored and not followed, such as a table of everything of which one entry is
        used: name the objects of that entry instead.
    packages : mapping of str to Path, optional
        Top-level packages that are followed, each with the folder that holds it; by default those of
        `followed_packages`. Other libraries are included by version.

    Returns
    -------
    dict of str to str
        Dotted name, path of a data file or name of a library → digest or version, sorted. A change of comments or
        docstrings does not change it.

    Raises
    ------
    ModuleNotFoundError
        If the source of an object of a followed package is not found.
    """
    names = tuple(sorted({name for each in objects for name in _names_of(each)}))
    folders = tuple(sorted((followed_packages() if packages is None else packages).items()))
    query = names, tuple(sorted(stop_at)), folders
    known = _ANSWERS.get(query)
    if known is None or any(_stamp(path) != stamp for path, stamp in known[0].items()):
        known = _ANSWERS[query] = _follow(names, stop_at, dict(folders))
    return dict(known[1])


_ANSWERS: dict[tuple, tuple[dict[Path, Stamp], dict[str, str]]] = {}
"""Arguments → stamps of the source files that were read, and the result."""


class _Followed:
    """The sources of the packages that are followed, and the stamps of those that were read."""

    def __init__(self, packages: dict[str, Path]):
        self.packages = packages
        self.stamps: dict[Path, Stamp] = {}
        self._files: dict[str, Path | None] = {}

    def module(self, dotted: str) -> tuple[Module, list[str]] | None:
        """The module of a dotted name, and the rest of the name; None for a bare folder."""
        parts = dotted.split(".")
        for end in range(len(parts), 0, -1):
            if (path := self._file(".".join(parts[:end]))) is not None:
                self.stamps[path] = stamp = _stamp(path)
                return read_module(path, ".".join(parts[:end]), stamp), parts[end:]
        return None

    def data(self, module: Module) -> dict[str, str]:
        """Digests of the data files of a module's package, by their paths from the top."""
        top = self.packages[module.package.split(".")[0]]
        paths = [path for path in self._place(module.package).rglob("*") if path.suffix in DATA_SUFFIXES]
        self.stamps |= {path: _stamp(path) for path in paths}
        return {path.relative_to(top).as_posix(): digest_file(path) for path in paths}

    def _place(self, name: str) -> Path:
        return self.packages[name.split(".")[0]].joinpath(*name.split("."))

    def _file(self, name: str) -> Path | None:
        if name not in self._files:
            place = self._place(name)
            candidates = (place.with_suffix(".py"), place / "__init__.py")
            self._files[name] = next((path for path in candidates if path.is_file()), None)
        return self._files[name]


def _follow(
    names: Collection[str], stop_at: Collection[str], packages: dict[str, Path]
) -> tuple[dict[Path, Stamp], dict[str, str]]:
    sources, waiting = _Followed(packages), list(names)
    found: dict[str, str] = {}
    libraries: set[str] = set()
    met: set[str] = set()
    while waiting:
        dotted = waiting.pop()
        if dotted in met:
            continue
        met.add(dotted)
        if (top := dotted.split(".")[0]) not in packages:
            libraries |= {top} - sys.stdlib_module_names
        elif (place := sources.module(dotted)) is not None:
            waiting.extend(_take(*place, found, sources, stop_at))
        elif dotted in names:
            raise ModuleNotFoundError(f"no source of {dotted} below {packages[top]}")
    return sources.stamps, dict(sorted((found | library_versions(libraries)).items()))


def _take(
    module: Module, rest: list[str], found: dict[str, str], sources: _Followed, stop_at: Collection[str]
) -> Iterable[str]:
    """Record the definition of a name; returns the names to follow from there."""
    name = rest[0] if rest else None
    if name is not None and name not in module.definitions:
        if name in module.imports:
            return [".".join((module.imports[name], *rest[1:]))]
        if name.startswith("__"):
            return []
        if module.stars:
            return [".".join((star, *rest)) for star in module.stars]
        name = None
    dotted = f"{module.name}.{name}" if name else module.name
    if dotted in stop_at:
        return []
    symbol = module.symbol(name)
    found[dotted] = symbol.digest
    if any(each.startswith(READS_DATA) for each in symbol.mentions):
        found |= sources.data(module)
    imported = [".".join((module.imports[name], *rest[1:]))] if name in module.imports else []
    return [*symbol.mentions, *imported]


def _stamp(path: Path) -> Stamp:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return (0, -1)
    return stat.st_mtime_ns, stat.st_size


def _names_of(value: Any) -> Iterator[str]:
    """Dotted names of the definitions behind an object."""
    match value:
        case str():
            yield value
        case ModuleType():
            yield _module_name(value.__name__)
        case partial():
            for part in (value.func, *value.args, *value.keywords.values()):
                if callable(part):
                    yield from _names_of(part)
        case MethodType():
            yield from _names_of(value.__self__)
            yield from _names_of(value.__func__)
        case _:
            named = value if hasattr(value, "__qualname__") else type(value)
            name = named.__qualname__.split(".")[0]
            yield ".".join([_module_name(named.__module__), *([name] if name.isidentifier() else [])])


def _module_name(name: str) -> str:
    """The name that a module is imported by, also of the one that runs as ``__main__``."""
    if name != "__main__":
        return name
    if (spec := getattr(sys.modules[name], "__spec__", None)) is not None:
        return spec.name
    if (file := main_file()) is None:
        raise ModuleNotFoundError("definitions of a console have no source file")
    return ".".join(Path(label(file)).with_suffix("").parts)
