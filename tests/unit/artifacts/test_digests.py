import os
import time

import pytest

from cremad.artifacts.digests import FileDigests, atomic_path, digest_bytes, digest_json, write_json
from cremad.errors import StorageError


def test_json_digest_is_of_the_value_and_not_of_its_spelling():
    assert digest_json({"b": [1, 2], "a": None}) == digest_json({"a": None, "b": (1, 2)})
    assert digest_json({"a": 1}) != digest_json({"a": 2})


def test_atomic_path_leaves_the_old_file_when_the_block_fails(tmp_path):
    path = tmp_path / "deep" / "value.json"
    write_json(path, {"a": 1})
    with pytest.raises(ZeroDivisionError), atomic_path(path) as temporary:
        temporary.write_text(str(1 / 0))
    assert path.read_text() == '{\n "a": 1\n}\n'
    assert [each.name for each in path.parent.iterdir()] == ["value.json"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="file/value"), atomic_path(tmp_path / "file" / "value"):
        pass


def test_remembered_digests_follow_the_bytes(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"one")
    os.utime(path, (time.time() - 60,) * 2)
    digests = FileDigests(tmp_path / "digests.json")
    assert digests.digest(path) == digest_bytes(b"one")
    digests.save()
    path.write_bytes(b"two")
    assert FileDigests(tmp_path / "digests.json").digest(path) == digest_bytes(b"two")


def test_a_second_look_does_not_read_the_bytes_again(tmp_path, monkeypatch):
    path = tmp_path / "a.wav"
    path.write_bytes(b"one")
    monkeypatch.setattr("cremad.artifacts.digests.RACY_S", -1.0)
    first = FileDigests(tmp_path / "digests.json")
    first.digest(path)
    first.save()
    monkeypatch.setattr("cremad.artifacts.digests.digest_file", lambda _: "read again")
    assert FileDigests(tmp_path / "digests.json").digest(path) == digest_bytes(b"one")


def test_a_file_touched_just_now_is_not_remembered(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"one")
    digests = FileDigests(tmp_path / "digests.json")
    digests.digest(path)
    digests.save()
    assert (tmp_path / "digests.json").read_text() == "{}\n"
