"""All objects that an estimator can reach: what it holds, and what the code of its parts refers to."""

import dis
import inspect
import sysconfig
from collections.abc import Iterator, Mapping, Set
from functools import cache, partial
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import pandas as pd

from cremad.artifacts.code import PROJECT_PACKAGES
from cremad.errors import LeakageError

MOST = 500_000
"""Objects that are looked at: an estimator that reaches more is refused, for what is not seen is not proven."""

LEAVES = str | bytes | int | float | complex | None | np.generic | CodeType | BuiltinFunctionType
TABLES = np.ndarray | pd.DataFrame | pd.Series | pd.Index

MACHINERY = {
    "logging",
    "threading",
    "_thread",
    "multiprocessing",
    "concurrent",
    "asyncio",
    "numba",
    "weakref",
    "re",
}
"""Packages whose objects lead everywhere and hold nothing."""


@cache
def _libraries() -> tuple[str, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    return tuple({str(Path(sysconfig.get_path(name)).resolve()) for name in names})


def reachable(whole: Any, name: str = "estimator") -> Iterator[tuple[str, Any]]:
    """Each object that can be reached, once, and where it was found.

    Followed are attributes (slots too), containers, arrays of objects, closures, defaults, partials, bound and
    wrapped functions, a table's ``attrs``, and of code that is no library's: the methods and attributes of
    classes, and the globals that functions name. Not followed: code of libraries, what a cache or a generator has
    hidden, and files.

    Raises
    ------
    LeakageError
        If there are more than `MOST`.
    """
    seen: dict[int, Any] = {}  # holds what it names: an address that is free again may name another object
    waiting = [(name, whole)]
    while waiting:
        at, part = waiting.pop()
        if isinstance(part, LEAVES) or id(part) in seen:
            continue
        seen[id(part)] = part
        if len(seen) > MOST:
            raise LeakageError(f"{name} reaches more than {MOST:,} objects, which cannot all be looked at")
        yield at, part
        waiting.extend((f"{at}.{key}", held) for key, held in _held(part))


def is_own(thing: Any) -> bool:
    """Whether a function, class or module is no library's: the project's, a test's, or a user's."""
    module = thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", None) or ""
    if module.partition(".")[0] in PROJECT_PACKAGES:
        return True
    if module == "builtins" or inspect.isbuiltin(thing):
        return False
    file = _file_of(thing)
    return file is None or not file.startswith(_libraries())


def _file_of(thing: Any) -> str | None:
    file: str | None
    if isinstance(thing, FunctionType):
        file = thing.__code__.co_filename
    else:
        module = thing if isinstance(thing, ModuleType) else inspect.getmodule(thing)
        # what was typed in has no file; what was compiled into Python has none either, but a loader
        file = getattr(module, "__file__", None) or ("<frozen>" if getattr(module, "__spec__", None) else None)
    if file is None:
        return None
    return _libraries()[0] if file.startswith("<frozen") else str(Path(file).resolve())


def _held(part: Any) -> Iterator[tuple[Any, Any]]:
    """What an object holds, by the name it has there."""
    if isinstance(part, TABLES):
        yield from _held_by_table(part)
    elif isinstance(part, FunctionType):
        yield from _held_by_function(part)
    elif isinstance(part, type):
        if is_own(part):
            yield from ((f"{part.__name__}.{key}", each) for key, each in vars(part).items())
    elif isinstance(part, ModuleType):
        return
    else:
        yield from _held_by_object(part)


def _held_by_table(part: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(part, np.ndarray):
        if part.dtype == object:
            yield from enumerate(part.ravel())
    elif not isinstance(part, pd.Index):
        yield "attrs", part.attrs


def _held_by_function(function: FunctionType) -> Iterator[tuple[Any, Any]]:
    names = function.__code__.co_freevars
    for key, cell in zip(names, function.__closure__ or (), strict=True):
        if _is_filled(cell):
            yield key, cell.cell_contents
    yield "defaults", (function.__defaults__, function.__kwdefaults__, vars(function))
    if is_own(function):
        for path in _names_read(function.__code__):
            found = _look_up(function.__globals__, path)
            # an own module is looked into where its names are read, not as a whole
            if found is not None and not isinstance(found, ModuleType):
                yield ".".join(path), found


def _held_by_object(part: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(part, Mapping):
        yield "keys", list(part)
        yield from ((str(key)[:40], part[key]) for key in list(part))
    elif isinstance(part, list | tuple | Set) or type(part).__name__ == "deque":
        yield from enumerate(part)
    elif isinstance(part, partial):
        yield from (("func", part.func), ("args", part.args), ("keywords", part.keywords))
    elif isinstance(part, MethodType):
        yield from (("func", part.__func__), ("self", part.__self__))
    elif isinstance(part, property):
        yield from enumerate((part.fget, part.fset, part.fdel))
    elif isinstance(part, staticmethod | classmethod) or hasattr(type(part), "__wrapped__"):
        yield "func", part.__wrapped__
    kind = type(part)
    if kind.__module__.partition(".")[0] in MACHINERY:
        return
    yield from getattr(part, "__dict__", {}).items()
    for base in kind.__mro__:
        slots = vars(base).get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            mangled = (
                f"_{base.__name__.lstrip('_')}{slot}"
                if slot.startswith("__") and not slot.endswith("__")
                else slot
            )
            descriptor = vars(base).get(mangled)
            if inspect.ismemberdescriptor(descriptor) and slot not in ("__dict__", "__weakref__"):
                try:
                    yield slot, descriptor.__get__(part)
                except AttributeError:
                    continue  # not set
        if is_own(base):
            yield "class", base


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True


@cache
def _names_read(code: CodeType) -> tuple[tuple[str, ...], ...]:
    """Globals that code reads, and the attributes read from each: ``("module", "TABLE")`` of ``module.TABLE``."""
    found = []
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            found.append([step.argval])
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD") and found:
            found[-1].append(step.argval)
        elif isinstance(step.argval, CodeType):
            found += [list(path) for path in _names_read(step.argval)]
            found.append([])
        elif found and found[-1]:
            found.append([])
    return tuple(dict.fromkeys(tuple(path) for path in found if path))


def _look_up(names: dict[str, Any], path: tuple[str, ...]) -> Any:
    found = names.get(path[0])
    for key in path[1:]:
        if not isinstance(found, ModuleType) or not is_own(found):
            break
        found = vars(found).get(key)
    return found
