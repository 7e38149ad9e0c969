import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cremad.artifacts import store
from cremad.artifacts.digests import digest_bytes
from cremad.errors import StorageError


def keep(folder: Path, content: bytes = b"rows") -> Path:
    return store.keep(folder, "key", ".bin", lambda path: path.write_bytes(content))


def test_what_is_kept_is_found_by_its_key_and_named_by_its_content(tmp_path):
    path = keep(tmp_path / "deep" / "cache")
    assert path.name == f"key-{digest_bytes(b'rows')[:16]}.bin"
    assert store.find(path.parent, "key", ".bin") == path
    assert store.find(path.parent, "other", ".bin") is None
    assert store.find(tmp_path / "none", "key", ".bin") is None


def test_a_damaged_file_is_removed_and_not_found(tmp_path):
    keep(tmp_path).write_bytes(b"row")
    assert store.find(tmp_path, "key", ".bin") is None
    assert not list(tmp_path.iterdir())


def test_a_file_that_another_process_removes_meanwhile_is_not_found(tmp_path, monkeypatch):
    path = keep(tmp_path)
    monkeypatch.setattr(Path, "glob", lambda folder, pattern: iter([path]))
    path.unlink()
    assert store.find(tmp_path, "key", ".bin") is None


def test_writers_of_one_key_do_not_meet(tmp_path):
    def slowly(path: Path) -> None:
        with open(path, "wb") as file:
            for part in (b"ro", b"ws"):
                file.write(part)
                file.flush()
                time.sleep(0.01)

    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(store.keep, tmp_path, "key", ".bin", slowly) for _ in range(24)]
    assert {each.result().read_bytes() for each in made} == {b"rows"}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_failing_write_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        store.keep(tmp_path, "key", ".bin", lambda path: path.write_text(str(1 / 0)))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "cache").write_text("")
    with pytest.raises(StorageError, match="cache/key"):
        keep(tmp_path / "cache")


def test_what_killed_processes_left_goes_after_a_day(tmp_path):
    kept = keep(tmp_path)
    old, new = tmp_path / "a.1.tmp", tmp_path / "a.2.tmp"
    for path, age_s in ((old, 90_000), (new, 60), (kept, 90_000)):
        path.touch()
        os.utime(path, (time.time() - age_s,) * 2)
    store.sweep(tmp_path)
    assert {*tmp_path.iterdir()} == {new, kept}
