"""A study's trials on disk, one file each, written atomically, from which a killed study resumes."""

from pathlib import Path

from pydantic import ValidationError

from cremad.artifacts.digests import atomic_path
from cremad.search.trial import Trial


class Journal:
    """The trials of one study.

    Parameters
    ----------
    folder : Path
        The study's own folder, named by its key; made with the first trial.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self) -> dict[int, Trial]:
        """Trials by number; a damaged file counts as not run, and is removed."""
        trials = {}
        for path in self.folder.glob("trial-*.json"):
            try:
                trial = Trial.model_validate_json(path.read_bytes())
            except ValidationError:
                path.unlink()
            else:
                trials[trial.number] = trial
        return trials

    def write(self, trial: Trial) -> None:
        """Keep a trial.

        Raises
        ------
        StorageError
            If the folder cannot be written or the disk is full.
        """
        with atomic_path(self.folder / f"trial-{trial.number:05d}.json") as temporary:
            temporary.write_text(trial.model_dump_json(indent=1) + "\n")
