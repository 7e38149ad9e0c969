"""The one place that reads profile files and the environment."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml
from pydantic import ValidationError

from cremad.errors import OptionError
from pipeline_config.profile import Profile

PREFIX = "CREMAD__"
"""``CREMAD__CLUSTER__WORKERS=4`` sets ``cluster.workers``."""


def load_profile(
    name: str, overrides: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
) -> Profile:
    """Read a profile and lay the environment and then the overrides over it.

    Parameters
    ----------
    name : str
        A name of `profile_names()`.
    overrides : mapping, optional
        Dotted option → value, such as ``{"cluster.workers": 4}``; None values are ignored, so that unset
        flow parameters keep the profile's value.
    environment : mapping, optional
        Usually ``os.environ``; only names that begin with ``CREMAD__`` are used, two underscores stand for a dot.

    Raises
    ------
    OptionError
        If there is no such profile, no such option, or a value out of range; each is named.
    """
    if name not in profile_names():
        raise OptionError(f"no profile {name!r}", remedy=f"There are {', '.join(profile_names())}.")
    options = Profile(name=name).model_dump()  # so that setting one option keeps the defaults of the others
    _lay(options, yaml.safe_load((files(__package__) / "profiles" / f"{name}.yaml").read_text()) or {})
    for key, value in (environment or {}).items():
        if key.startswith(PREFIX):
            _lay(options, _nested(key.removeprefix(PREFIX).lower().split("__"), yaml.safe_load(value)))
    for key, value in (overrides or {}).items():
        if value is not None:
            _lay(options, _nested(key.split("."), value))
    try:
        return Profile(**options)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise OptionError(f"profile {name!r}: {faults}") from error


def profile_names() -> tuple[str, ...]:
    """Names of the profiles that ship with the project, sorted."""
    folder = files(__package__) / "profiles"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def _nested(keys: list[str], value: Any) -> dict:
    """A value below its keys.

    >>> _nested(["cluster", "workers"], 4)
    {'cluster': {'workers': 4}}
    """
    for key in reversed(keys):
        value = {key: value}
    return value


def _lay(options: dict, over: Mapping[str, Any]) -> None:
    """Lay options over others, level by level, in place.

    >>> _lay(options := {"cluster": {"workers": 2, "address": None}}, {"cluster": {"workers": 4}})
    >>> options
    {'cluster': {'workers': 4, 'address': None}}
    """
    for key, value in over.items():
        if isinstance(value, Mapping) and isinstance(options.get(key), dict):
            _lay(options[key], value)
        else:
            options[key] = value
