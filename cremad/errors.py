"""The one family of errors. Each message says what is wrong, with which file, and what to do."""

from pathlib import Path


class CremadError(Exception):
    """Base of every error that this project raises on purpose.

    Parameters
    ----------
    problem : str
        What is wrong.
    path : path-like, optional
        The file or folder it is wrong with.
    remedy : str, optional
        What the user can do about it.
    """

    def __init__(self, problem: str, *, path: Path | str | None = None, remedy: str | None = None):
        self.problem, self.path, self.remedy = problem, path, remedy
        super().__init__(self._message())

    def _message(self) -> str:
        where = f"{self.path}: " if self.path is not None else ""
        what_to_do = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.problem.rstrip('.')}.{what_to_do}"

    def __reduce__(self):
        """Keep the keyword arguments when an error crosses a process boundary."""
        return _rebuild, (type(self), self.problem, self.path, self.remedy)


def _rebuild(kind: type[CremadError], problem: str, path, remedy) -> CremadError:
    return kind(problem, path=path, remedy=remedy)


class MissingFileError(CremadError):
    """A file or folder that is needed is not there, or may not be read."""


class UnreadableMediaError(CremadError):
    """A media file is there but cannot be decoded: empty, truncated, of another kind."""


class LfsPointerError(UnreadableMediaError):
    """A Git-LFS pointer stands where the media should be."""


class UnknownLabelError(CremadError):
    """A label, name or code is not in the vocabulary."""


class ContractError(CremadError):
    """A table breaks its contract in a way that no single row can be blamed for."""


class LeakageError(CremadError):
    """Something of the test side has reached the training side."""


class OptionError(CremadError):
    """An option or a combination of options makes no sense."""


class DownloadError(CremadError):
    """A file could not be fetched, or what was fetched is not the official file."""


class StorageError(CremadError):
    """Nothing can be written where it has to be: disk full, no permission."""
