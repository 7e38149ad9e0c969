"""Folds by clip id: what is trained on and what is tested on, frozen so that a split can be published."""

from pathlib import Path

from cremad.artifacts.digests import write_json
from cremad.errors import MissingFileError
from cremad.settings import Options


class Fold(Options):
    """One division of clips."""

    number: int
    train: tuple[str, ...]
    """Clip ids that may be fitted on."""
    test: tuple[str, ...]
    """Clip ids that are predicted."""


class Division(Options):
    """The folds of a protocol over some clips, or the reason why it has none."""

    protocol: str
    folds: tuple[Fold, ...] = ()
    apart: tuple[str, ...] = ()
    """Columns of the clips table of which no value may stand on both sides of a fold."""
    caveat: str | None = None
    """What results under the protocol must not be read as; None if nothing."""
    not_applicable: str | None = None
    """Why there are no folds; None where there are."""


def renumber(folds: tuple[Fold, ...], first: int) -> tuple[Fold, ...]:
    """The same folds under numbers from `first` on, for a second run over them."""
    return tuple(fold.model_copy(update={"number": number}) for number, fold in enumerate(folds, start=first))


def write_division(path: Path, division: Division) -> None:
    """Freeze a division in a JSON file."""
    write_json(path, division.model_dump(mode="json"))


def read_division(path: Path) -> Division:
    """Read what `write_division` wrote.

    Raises
    ------
    MissingFileError
        If there is no such file.
    """
    if not path.exists():
        raise MissingFileError("no frozen split here", path=path)
    return Division.model_validate_json(path.read_text())
