import json
from pathlib import Path

import pytest
from prefect.results import ResultRecord, ResultRecordMetadata
from prefect.serializers import JSONSerializer, PickleSerializer

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_file
from tasks.caching import forget_unless_intact
from tasks.stage import Outcome


class Planted:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def record_of(result, serializer) -> bytes:
    metadata = ResultRecordMetadata(serializer=serializer, storage_key="key")
    return ResultRecord(result=result, metadata=metadata).serialize()


@pytest.fixture
def outcome(tmp_path):
    (tmp_path / "rows").write_text("rows")
    return Outcome(artifacts={"rows": Artifact(path=tmp_path / "rows", sha256=digest_file(tmp_path / "rows"))})


def edited(content: bytes, **changes) -> bytes:
    record = json.loads(content)
    return json.dumps(record | {"result": json.dumps(json.loads(record["result"]) | changes)}).encode()


def is_kept(folder: Path, content: bytes) -> bool:
    (folder / "record").write_bytes(content)
    forget_unless_intact(folder / "record", Outcome)
    return (folder / "record").exists()


def test_a_record_stays_while_its_files_are_what_they_were(tmp_path, outcome):
    content = record_of(outcome, JSONSerializer())
    assert is_kept(tmp_path, content)
    outcome.artifacts["rows"].path.write_text("other")
    assert not is_kept(tmp_path, content)
    outcome.artifacts["rows"].path.unlink()
    assert not is_kept(tmp_path, content)


def test_a_record_that_names_pickle_is_removed_and_not_run(tmp_path):
    content = record_of(Planted(tmp_path / "run"), PickleSerializer())
    assert not is_kept(tmp_path, content)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: b"\0" * len(content),
        lambda content: content[: len(content) // 2],
        lambda content: b"[]",
        lambda content: b"\xff",
        lambda content: content.replace(b"prefect_json_object_decoder", b"some_other_callable"),
        lambda content: content.replace(b'"json","jsonlib":"json"', b'"json","jsonlib":"pickle"'),
        lambda content: content[:-1] + b',"result":"null"}',
        lambda content: edited(content, __class__="pathlib.Path"),
        lambda content: edited(content, data={"artifacts": {}, "facts": {"x": {"__class__": "a.b", "data": 1}}}),
        lambda content: edited(
            content, data={"artifacts": {}, "facts": {"x": {"__exc_type__": "a", "message": ""}}}
        ),
        lambda content: edited(content, data={"artifacts": {"rows": 1}}),
        lambda content: edited(content, data={"artifacts": {"rows": {"path": "x", "sha256": "y", "group": "z"}}}),
    ],
)
def test_any_other_record_counts_as_absent(tmp_path, outcome, spoil):
    content = record_of(outcome, JSONSerializer())
    assert spoil(content) != content
    assert not is_kept(tmp_path, spoil(content))


def test_a_table_whose_manifest_is_torn_counts_as_changed(tmp_path):
    (tmp_path / "_manifest.json").write_text('{"groups"')
    torn = Outcome(artifacts={"table": Artifact(path=tmp_path, sha256="0", group="g")})
    assert not is_kept(tmp_path, record_of(torn, JSONSerializer()))


def test_no_record_is_no_error(tmp_path):
    forget_unless_intact(tmp_path / "none", Outcome)
    assert not (tmp_path / "none").exists()
