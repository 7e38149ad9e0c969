"""The layout of the data directory, which is part of the public interface."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DataDirectory:
    """The folder that a run reads and writes.

    Parameters
    ----------
    root : Path
        The data directory; absolute, so that workers find it whatever folder they run in.
    """

    root: Path

    def __post_init__(self):
        object.__setattr__(self, "root", Path(self.root).expanduser().resolve())

    def corpus(self, corpus: str) -> Path:
        """Folder of a corpus that was generated or downloaded here."""
        return self.root / "corpora" / corpus

    def table(self, table: str) -> Path:
        return self.root / "tables" / table

    def sequences(self, name: str) -> Path:
        """Folder of sequences of frames: log_mel, mfcc or face."""
        return self.root / "sequences" / name

    @property
    def models(self) -> Path:
        return self.root / "models"

    def report(self, run_id: str) -> Path:
        """Folder of a run's page."""
        return self.root / "reports" / run_id

    @property
    def data_docs(self) -> Path:
        return self.root / "data_docs"

    @property
    def partitions(self) -> Path:
        """Cache of computed partitions."""
        return self.root / "cache" / "partitions"

    @property
    def rows(self) -> Path:
        """Cache of computed rows of results tables."""
        return self.root / "cache" / "rows"

    @property
    def results(self) -> Path:
        """Prefect's results of tasks."""
        return self.root / "cache" / "results"

    @property
    def validations(self) -> Path:
        """Verdicts on tables, from which the Data Docs are made."""
        return self.root / "cache" / "validations"

    @property
    def staging(self) -> Path:
        """Staged frames."""
        return self.root / "cache" / "staging"

    @property
    def studies(self) -> Path:
        """Trials of searches, from which an interrupted one goes on."""
        return self.root / "cache" / "studies"

    def watched(self, corpus: str) -> Path:
        """Mirror of the settled files of a watched folder."""
        return self.root / "cache" / "watched" / corpus

    @property
    def digests(self) -> Path:
        """Cached digests of media files."""
        return self.root / "cache" / "digests.json"
