"""The digest of the code that a function reaches: its module, every project module below, the libraries used.

A cache key made of inputs and options alone answers from the cache after the code has changed. The imports
are read from the source and followed, those inside functions too; nothing is run.
"""

import ast
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from cremad.artifacts.digests import digest_file, digest_json

PROJECT_ROOT = Path(__file__).resolve().parents[2]
PROJECT_PACKAGES = ("cremad", "data_contracts", "pipeline_config", "tasks", "flows")


def code_digests(*modules: str) -> dict[str, str]:
    """Digest of each project file and version of each library that these modules reach.

    Parameters
    ----------
    *modules : str
        Dotted names of project modules, such as ``"cremad.features.audio"``.

    Returns
    -------
    dict of str to str
        Path below the project root (or library name) to digest (or version), sorted.
    """
    reached, libraries = _reach(modules)
    digests = {str(path.relative_to(PROJECT_ROOT)): digest_file(path) for path in reached}
    versions = {name: _version(name) for name in libraries}
    return dict(sorted((digests | {name: v for name, v in versions.items() if v}).items()))


def code_digest(*modules: str) -> str:
    """One digest over `code_digests`."""
    return digest_json(code_digests(*modules))


def _reach(modules: tuple[str, ...]) -> tuple[set[Path], set[str]]:
    waiting = [path for module in modules for path in _files_of(module)]
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
        reached.update(_package_data(path))
        stat = path.stat()
        names = _imports(path, stat.st_mtime_ns, stat.st_size) - met
        met |= names
        for name in names:
            if name.split(".")[0] in PROJECT_PACKAGES:
                waiting.extend(_files_of(name))
            elif name.split(".")[0] not in sys.stdlib_module_names:
                libraries.add(name.split(".")[0])
    return reached, libraries


@cache
def _imports(path: Path, _mtime_ns: int, _size: int) -> frozenset[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "find_records":
            names.update(_looked_through(*(ast.literal_eval(node.args[place]) for place in (0, 2))))
    return frozenset(names)


def _files_of(name: str) -> list[Path]:
    """The source files that importing a dotted name runs: packages on the way, and the module itself."""
    files, place = [], PROJECT_ROOT
    for part in name.split("."):
        place = place / part
        if (module := place.with_suffix(".py")).is_file():
            files.append(module)
            break
        if not (package := place / "__init__.py").is_file():
            break
        files.append(package)
    return files


def _package_data(path: Path) -> list[Path]:
    """Data files beside a package's `__init__.py` or module are part of what the code means."""
    suffixes = {".yaml", ".csv", ".xz", ".html", ".css", ".js"}
    return [file for file in path.parent.iterdir() if file.suffix in suffixes]


@cache
def _version(library: str) -> str:
    names = _distributions().get(library, ())
    return ",".join(f"{name} {metadata.version(name)}" for name in sorted(set(names)))


@cache
def _distributions() -> dict[str, list[str]]:
    return metadata.packages_distributions()


def _looked_through(package: str, group: str) -> list[str]:
    """Modules that `cremad.extensions.find_records` imports: of a package, and of a group of entry points."""
    own = PROJECT_ROOT.joinpath(*package.split(".")).glob("*.py")
    added = metadata.entry_points(group=group)
    return [*(f"{package}.{file.stem}" for file in own), *(point.module for point in added)]
