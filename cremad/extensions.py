"""Records, such as feature sets and corpora, found in the project's modules and in other installed packages.

A record is defined at the top of the module that it describes, and there is no central list: the modules of the
package are imported and scanned, and so are the entry points of a group, by which other packages add theirs.
"""

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from typing import Any, Protocol, TypeVar

from cremad.errors import OptionError
from data_contracts.extensions import extensions


class Named(Protocol):
    """A record, with its name in tables and options."""

    @property
    def name(self) -> str: ...


Record = TypeVar("Record", bound=Named)


def find_records(package: str, kinds: type | tuple[type, ...], group: str) -> list[Any]:
    """Records at the top of a package's modules, then those of a group of entry points.

    Package and group must be literals in the call, where `cremad.artifacts.code` reads the caller's dependencies.

    Parameters
    ----------
    package : str
        Its modules are imported, packages within it are not.
    kinds : type or tuple of types
        Of the records.
    group : str
        Of entry points that other packages may have.

    Raises
    ------
    OptionError
        If an entry point is no record of these kinds.
    """
    modules = [
        import_module(f"{package}.{found.name}")
        for found in pkgutil.iter_modules(import_module(package).__path__)
        if not found.ispkg
    ]
    own = [record for module in modules for record in vars(module).values() if isinstance(record, kinds)]
    added = extensions(group)
    for entry_point, record in added.items():
        if not isinstance(record, kinds):
            raise OptionError(
                f"{entry_point}, an entry point of {group}, is a {type(record).__name__} and no record",
                remedy="Correct or uninstall the package that it is from.",
            )
    return list({id(record): record for record in (*own, *added.values())}.values())


def by_name(records: Iterable[Record]) -> dict[str, Record]:
    """Records by name.

    Raises
    ------
    OptionError
        If two have the same name.
    """
    named: dict[str, Record] = {}
    for record in records:
        if record.name in named:
            raise OptionError(
                f"two records of type {type(record).__name__} have the name {record.name!r}",
                remedy="Uninstall one of the packages that they are from.",
            )
        named[record.name] = record
    return named
