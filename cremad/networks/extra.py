"""A clear error where the extra ``neural`` is needed and missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from cremad.errors import OptionError


@contextmanager
def extra_needed() -> Iterator[None]:
    """Context of imports that need the extra ``neural``."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in ("torch", "safetensors"):
            raise
        raise OptionError(
            f"networks need {error.name}", remedy="pip install 'cremad[neural]', or exclude networks."
        ) from error
