"""The base of every option model."""

from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    """Frozen options that refuse unknown names. Each class is defined next to the code that uses it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
