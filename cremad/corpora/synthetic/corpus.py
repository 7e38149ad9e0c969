"""Writing of a whole synthetic corpus, unless it exists with the same options."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from filelock import FileLock
from scipy.io import wavfile

from cremad.artifacts.code import code_digest
from cremad.artifacts.digests import write_json
from cremad.corpora.synthetic.actors import draw_actor
from cremad.corpora.synthetic.containers import write_flv
from cremad.corpora.synthetic.faults import Planted, flv_path, plant_faults, wav_path
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.corpora.synthetic.plan import plan_clips
from cremad.corpora.synthetic.poison import poison_corpus
from cremad.corpora.synthetic.render import render_audio, render_frames
from cremad.corpora.synthetic.truth import CLIPS, MARKER, PLANTED, GroundTruth, read_marker, read_truth
from cremad.corpora.synthetic.voice import RATE_HZ
from cremad.corpora.synthetic.votes import draw_votes, summarise_votes, write_official
from cremad.errors import StorageError


def write_corpus(folder: Path, options: SyntheticOptions) -> GroundTruth:
    """Write a corpus in CREMA-D's official layout, unless it exists.

    The same options give the same bytes. The corpus is written to a temporary folder and moved into place when
    complete; one with other options, or written by other code, is replaced.

    Parameters
    ----------
    folder : Path
        Where to; made if absent.
    options : SyntheticOptions
        What it holds.

    Returns
    -------
    GroundTruth
        Planted faults, and the parameters of every clip.

    Raises
    ------
    StorageError
        If the folder holds something else than a synthetic corpus, or cannot be written.
    OptionError
        If there are too few clips for the faults.
    """
    marker = {"options": options.model_dump(mode="json"), "code": code_digest(__name__)}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f".{folder.name}.lock")):
            if read_marker(folder) != marker:
                _refuse_foreign(folder)
                with _replaced(folder) as unfinished:
                    _write_files(unfinished, options)
                    write_json(unfinished / MARKER, marker)
    except OSError as error:
        raise StorageError(
            f"the synthetic corpus could not be written ({error.strerror or error})",
            path=folder,
            remedy="Free some space or choose another folder.",
        ) from error
    return read_truth(folder)


@contextmanager
def _replaced(folder: Path) -> Iterator[Path]:
    """Give a temporary folder that replaces this one when the block succeeds, and is removed otherwise."""
    unfinished, old = (folder.with_name(f".{folder.name}.{part}") for part in ("tmp", "old"))
    for remains in (unfinished, old):  # left over from a killed run
        shutil.rmtree(remains, ignore_errors=True)
    try:
        yield unfinished
        if folder.exists():
            folder.rename(old)
        unfinished.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and read_marker(folder) is None:
        raise StorageError(
            "the folder holds files that are not of a synthetic corpus and would be lost",
            path=folder,
            remedy="Choose an empty folder.",
        )


def _write_files(folder: Path, options: SyntheticOptions) -> None:
    clips = plan_clips(options)
    for name in ("AudioWAV", "VideoFlash"):
        (folder / name).mkdir(parents=True)
    for clip in clips.itertuples():
        samples = render_audio(clip, options.seed)
        wavfile.write(folder / wav_path(clip.clip_id), RATE_HZ, samples)
        if clip.has_video:
            write_flv(folder / flv_path(clip.clip_id), render_frames(clip, options.seed, samples), samples)
    _write_tables(folder, clips, options.seed)
    planted = plant_faults(folder, clips, options)
    if options.poison_share:
        spared = frozenset(fault.clip_id for fault in planted)
        poisoned = poison_corpus(folder, options.poison_share, options.seed, spared=spared)
        planted += [Planted(clip_id, kind, wav_path(clip_id)) for clip_id, kind in poisoned.items()]
    clips.to_csv(folder / CLIPS, index=False)
    pd.DataFrame(sorted(planted), columns=Planted._fields).to_csv(folder / PLANTED, index=False)


def _write_tables(folder: Path, clips: pd.DataFrame, seed: int) -> None:
    """The four official CSVs."""
    actors = [draw_actor(seed, number) for number in clips["actor"].unique()]
    people = [[a.number, a.age, a.sex.capitalize(), a.race, a.ethnicity] for a in actors]
    columns = ["ActorID", "Age", "Sex", "Race", "Ethnicity"]
    write_official(folder / "VideoDemographics.csv", pd.DataFrame(people, columns=columns), index=False)
    names = pd.DataFrame({"Stimulus_Number": clips["number"], "Filename": clips["clip_id"]})
    write_official(folder / "SentenceFilenames.csv", names, index=False)
    votes = draw_votes(clips, seed)
    (folder / "processedResults").mkdir()
    write_official(folder / "processedResults" / "tabulatedVotes.csv", votes)
    write_official(folder / "processedResults" / "summaryTable.csv", summarise_votes(votes))
