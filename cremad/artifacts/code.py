"""The digest of the code that modules reach: their files, every project module that they import, and libraries.

A cache key of inputs and options alone would give stale results after the code has changed. Imports are read from
the source and followed, including those inside functions; nothing is run. `cremad.artifacts.reach`
finds what a single function or class reaches.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from cremad.artifacts.digests import digest_file, digest_json
from cremad.artifacts.mentions import import_targets, is_for_type_checkers

PROJECT_ROOT = Path(__file__).resolve().parents[2]
PROJECT_PACKAGES = ("cremad", "data_contracts", "pipeline_config", "tasks", "flows", "benchmarks", "tests")
DATA_SUFFIXES = {".yaml", ".csv", ".xz", ".html", ".css", ".js"}
EXTENSIONS = "cremad."
"""How the groups of entry points begin by which an installed package adds to this one."""
LOOK_UPS = ("find_records", "find_listed", "find_added")
"""Functions of `cremad.extensions` that import the modules of a package or group which their call names."""


def code_digests(*modules: str) -> dict[str, str]:
    """Digest of each project file and version of each library that these modules reach.

    Parameters
    ----------
    *modules : str
        Dotted names of project modules, such as ``"cremad.features.audio"``; ``"__main__"`` is the module or
        script that runs.

    Returns
    -------
    dict of str to str
        Path below the project root (or library name) to digest (or version), sorted.

    Raises
    ------
    ModuleNotFoundError
        If none of them has a source file.
    """
    reached, libraries = _reach(modules)
    digests = {label(path): digest_file(path) for path in reached}
    return dict(sorted((digests | library_versions(libraries)).items()))


def code_digest(*modules: str) -> str:
    """One digest over `code_digests`."""
    return digest_json(code_digests(*modules))


def followed_packages() -> dict[str, Path]:
    """Top-level packages whose source is followed, each with the folder that holds it.

    These are the project's own, those of every installed distribution with an entry point in a group that begins
    with ``cremad.``, and the script that runs; all others count by their version.
    """
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    script = main_file() if spec is None or "." not in spec.name else None
    scripts = {script.stem: script.parent} if script is not None and script.suffix == ".py" else {}
    return scripts | _extensions(tuple(sys.path)) | dict.fromkeys(PROJECT_PACKAGES, PROJECT_ROOT)


def main_file() -> Path | None:
    """Source of ``__main__``, a script or what ``python -m`` was given; None in a console."""
    file = getattr(sys.modules["__main__"], "__file__", None)
    return None if file is None else Path(file).resolve()


def library_versions(names: set[str]) -> dict[str, str]:
    """Distribution and version of each top-level name that is installed."""
    return {name: version for name in names if (version := _version(name))}


def label(path: Path) -> str:
    """A source's path below the project root, or below what holds its package: the same on every machine."""
    roots = [root for root in (PROJECT_ROOT, *followed_packages().values()) if path.is_relative_to(root)]
    return str(path.relative_to(max(roots, key=lambda root: len(root.parts), default=path.parent)))


def _reach(modules: tuple[str, ...]) -> tuple[set[Path], set[str]]:
    packages = followed_packages()
    waiting = [path for module in modules for path in _files_of(module, packages)]
    if not waiting:
        raise ModuleNotFoundError(f"no project module among {modules}")
    reached: set[Path] = set()
    libraries: set[str] = set()
    met: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        reached.update(file for file in path.parent.iterdir() if file.suffix in DATA_SUFFIXES)
        stat = path.stat()
        names = _imports(path, stat.st_mtime_ns, stat.st_size) - met
        met |= names
        for name in names:
            if name.split(".")[0] in packages:
                waiting.extend(_files_of(name, packages))
            elif name.split(".")[0] not in sys.stdlib_module_names:
                libraries.add(name.split(".")[0])
    return reached, libraries


@cache
def _imports(path: Path, _mtime_ns: int, _size: int) -> frozenset[str]:
    names: set[str] = set()
    for node in _walk_what_runs(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(import_targets(node, ".".join(Path(label(path)).parent.parts)).values())
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LOOK_UPS:
            constants = (each.value for each in node.args if isinstance(each, ast.Constant))
            texts = {each for each in constants if isinstance(each, str)}
            names.update(name for text in texts for name in _looked_through(text))
    return frozenset(names)


def _walk_what_runs(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those that stand there for type checkers alone."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and is_for_type_checkers(node.test):
            waiting.extend(node.orelse)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def _files_of(name: str, packages: dict[str, Path]) -> Iterator[Path]:
    """The source files that importing a dotted name runs: packages on the way, and the module itself."""
    if name == "__main__":
        yield from filter(None, [main_file()])
        return
    place = packages.get(name.split(".")[0], PROJECT_ROOT)
    for part in name.split("."):
        place = place / part
        if (module := place.with_suffix(".py")).is_file():
            yield module
            return
        if (package := place / "__init__.py").is_file():
            yield package


@cache
def _extensions(_path: tuple[str, ...]) -> dict[str, Path]:
    tops: set[str] = set()
    for each in metadata.distributions():
        if points := [point for point in each.entry_points if point.group.startswith(EXTENSIONS)]:
            tops |= {point.module.split(".")[0] for point in points}
            tops |= {*(each.read_text("top_level.txt") or "").split()}
    specs = {top: find_spec(top) for top in tops - {*PROJECT_PACKAGES}}
    return {top: _folder(spec.origin) for top, spec in specs.items() if spec and spec.origin}


def _folder(origin: str) -> Path:
    """What holds the package or the module of this source."""
    file = Path(origin).resolve()
    return file.parents[1] if file.stem == "__init__" else file.parent


@cache
def _version(library: str) -> str:
    names = _distributions().get(library, ())
    return ",".join(f"{name} {metadata.version(name)}" for name in sorted(set(names)))


@cache
def _distributions() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()


def _looked_through(name: str) -> list[str]:
    """Modules that a look-up imports: of the package of this name, and of the group of entry points."""
    own = PROJECT_ROOT.joinpath(*name.split(".")).glob("*.py")
    return [
        *(f"{name}.{file.stem}" for file in own),
        *(point.module for point in metadata.entry_points(group=name)),
    ]
