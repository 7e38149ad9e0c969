"""The project's errors. Each message states what is wrong, with which file, and what to do."""

from pathlib import Path


class CremadError(Exception):
    """Base of every error that this project raises on purpose.

    Parameters
    ----------
    problem : str
        What is wrong.
    path : path-like, optional
        The file or folder concerned.
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
    """A required file or folder is missing or cannot be read."""


class UnreadableMediaError(CremadError):
    """A media file exists but cannot be decoded: empty, truncated, of another kind."""


class LfsPointerError(UnreadableMediaError):
    """A Git-LFS pointer instead of the media file."""


class WeightsError(CremadError):
    """Weights that features are computed with cannot be used: other ones than stated, or damaged."""


class UnknownLabelError(CremadError):
    """A label, name or code is not in the vocabulary."""


class ContractError(CremadError):
    """A table as a whole violates its contract."""


class LeakageError(CremadError):
    """Test data have leaked into training."""


class OptionError(CremadError):
    """An option or a combination of options is invalid."""


class DownloadError(CremadError):
    """A file could not be downloaded, or the download is not the official file."""


class StorageError(CremadError):
    """Files cannot be written: disk full, no permission."""
