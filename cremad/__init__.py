"""Emotion recognition on CREMA-D and corpora like it: the library, which knows nothing of Prefect."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cremad.catalogue.spec import ModelSpec
    from cremad.errors import CremadError
    from cremad.registry.stored_model import StoredModel, load_model

__all__ = ["CremadError", "ModelSpec", "StoredModel", "load_model"]

_HOMES = {
    "CremadError": "cremad.errors",
    "ModelSpec": "cremad.catalogue.spec",
    "StoredModel": "cremad.registry.stored_model",
    "load_model": "cremad.registry.stored_model",
}
"""Public name → module, imported on first use, so that a package can be used without the others."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
