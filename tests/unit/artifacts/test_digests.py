import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cremad.artifacts.digests import FileDigests, atomic_path, digest_bytes, digest_json, read_json, write_json
from cremad.errors import ContractError, StorageError


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


def test_threads_that_write_one_file_do_not_meet(tmp_path):
    values = [{"a": "x" * 10_000 * number} for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write_json, [tmp_path / "a.json"] * len(values), values))
    assert read_json(tmp_path / "a.json") in values
    assert len(list(tmp_path.iterdir())) == 1


TORN = {
    "empty": b"",
    "half": b'{"/a/b.wa',
    "nul": bytes(40),
    "not text": b"\xff\xfe{",
    "list": b"[1, 2]",
    "no entries": b'{"/a/b.wav": 1, "/c.wav": []}',
}


@pytest.mark.parametrize("content", TORN.values(), ids=TORN)
def test_torn_digests_are_made_anew(tmp_path, content):
    (tmp_path / "digests.json").write_bytes(content)
    (tmp_path / "a.wav").write_bytes(b"one")
    os.utime(tmp_path / "a.wav", (time.time() - 60,) * 2)
    digests = FileDigests(tmp_path / "digests.json")
    assert digests.digest(tmp_path / "a.wav") == digest_bytes(b"one")
    digests.save()
    assert isinstance(read_json(tmp_path / "digests.json"), dict)


def test_a_store_whose_entry_is_damaged_does_not_answer(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"one")
    write_json(tmp_path / "digests.json", {str(path): 1})
    assert FileDigests(tmp_path / "digests.json").digest(path) == digest_bytes(b"one")


@pytest.mark.parametrize("name", ["empty", "half", "nul", "not text"])
def test_other_torn_files_are_named(tmp_path, name):
    (tmp_path / "a.json").write_bytes(TORN[name])
    with pytest.raises(ContractError, match=r"a\.json: is not whole JSON .*Remove it"):
        read_json(tmp_path / "a.json")
