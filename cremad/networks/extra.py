"""The extra ``neural``, named where it is needed and missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from cremad.errors import OptionError


@contextmanager
def extra_needed() -> Iterator[None]:
    """For imports of what is there, or works, with the extra ``neural`` alone."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in ("torch", "safetensors"):
            raise
        raise OptionError(
            f"networks need {error.name}", remedy="pip install 'cremad[neural]', or leave networks out."
        ) from error
