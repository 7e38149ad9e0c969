"""Locked rows lead to sequences of training clips and of no other; a frame is written once for all folds."""

import builtins

import numpy as np
import pyarrow.parquet as pq
import pytest

from cremad.errors import ContractError
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.protocols import divide
from cremad.search.locked_rows import lock_rows, read_rows


@pytest.fixture
def lock(tmp_path, clips, features, sequences):
    """Clip ids → locked rows of features and sequences."""
    return lambda ids: lock_rows(tmp_path / "rows", features | sequences, clips, ids)


@pytest.fixture
def folds(clips):
    return divide(find_protocol("actor_3fold"), clips, seed=0).folds


def files(locked):
    return sorted(locked.path.parent.glob("*.npy"))


def test_locked_sequences_are_what_there_was(lock, clips, features, sequences, folds):
    known = read_rows(lock(folds[0].train))
    assert list(known.X) == [*features["audio"], "log_mel"]
    for clip, read in known.X["log_mel"].items():
        given = sequences["log_mel"].loc[clip, "log_mel"]
        assert read is given is None or (read.dtype == given.dtype and np.array_equal(read, given))
    last = clips["clip_id"].iloc[-1]
    assert any(read_rows(lock(fold.train)).X["log_mel"].get(last, "not there") is None for fold in folds)


def test_locked_sequences_are_views_of_files(lock, folds):
    some = read_rows(lock(folds[0].train)).X["log_mel"].dropna().iloc[0]
    assert isinstance(some.base.base, np.memmap) or isinstance(some.base, np.memmap)
    assert not some.flags.writeable


def test_images_keep_their_type(tmp_path, clips, features):
    rng = np.random.default_rng(0)
    faces = [rng.integers(0, 256, (2, 3, 3), dtype=np.uint8) for _ in clips["clip_id"]]
    table = features["audio"][[]].assign(face=faces)
    known = read_rows(lock_rows(tmp_path, features | {"face": table}, clips, list(clips["clip_id"])))
    assert all(np.array_equal(known.X.loc[clip, "face"], table.loc[clip, "face"]) for clip in clips["clip_id"])
    assert known.X["face"].iloc[0].dtype == np.uint8


def test_every_frame_is_written_once_for_all_folds(lock, clips, folds):
    whole = lock(list(clips["clip_id"]))
    written = {path: path.stat().st_mtime_ns for path in files(whole)}
    assert len(written) == 15  # actors
    for fold in folds:
        assert {path: path.stat().st_mtime_ns for path in files(lock(fold.train))} == written


def test_no_frame_of_another_actor_is_read(lock, clips, folds, monkeypatch):
    lock(list(clips["clip_id"]))
    locked = lock(folds[0].train)
    opened, opener = [], open
    monkeypatch.setattr(builtins, "open", lambda file, *given: opened.append(str(file)) or opener(file, *given))
    known = read_rows(locked)
    monkeypatch.undo()
    read = {path for path in files(locked) if str(path) in opened}
    assert len(read) == known.actors.nunique() == 10
    test_actors = set(clips.set_index("clip_id").loc[list(folds[0].test), "actor"])
    metadata = pq.read_metadata(locked.path).metadata
    assert not any(actor.encode() in metadata[b"sequences"] for actor in test_actors)
    # and with every other file gone nothing is missed
    for path in set(files(locked)) - read:
        path.unlink()
    read_rows.cache_clear()
    assert read_rows(locked).X.shape == known.X.shape


def test_frames_of_test_clips_change_no_lock(tmp_path, clips, features, sequences, folds):
    fold = folds[0]
    other = sequences["log_mel"].copy()
    for clip in fold.test:
        other.at[clip, "log_mel"] = np.full((2, 4), np.inf, np.float32)
    locks = [
        lock_rows(tmp_path / name, features | {"log_mel": table}, clips, fold.train)
        for name, table in (("one", sequences["log_mel"]), ("other", other))
    ]
    assert locks[0].sha256 == locks[1].sha256
    assert [path.name for path in files(locks[0])] == [path.name for path in files(locks[1])]


def test_a_damaged_file_is_refused_and_written_anew(lock, folds):
    locked = lock(folds[0].train)
    damaged = files(locked)[3]
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-4] + b"\0\0\0\1")
    with pytest.raises(ContractError, match="sequences have changed since they were locked"):
        read_rows(locked)
    lock(folds[0].train)
    assert damaged.read_bytes() == whole
    assert len(read_rows(locked).X) == len(folds[0].train)
