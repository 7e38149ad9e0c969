"""A full disk and folders that may not be read or written: a clear error, no half of a table, and a way on."""

import os
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from cremad.artifacts.digests import FileDigests
from cremad.corpora.inventory import take_inventory
from cremad.errors import CremadError, MissingFileError, StorageError
from cremad.features.audio.engine import FrameMatrices
from cremad.features.audio.options import AudioFeatureOptions
from cremad.preprocessing.extraction.frames import FrameExtraction
from cremad.preprocessing.fanout import extract_table
from cremad.preprocessing.partition_file import read_partition
from cremad.preprocessing.sequences import open_sequences, publish_sequences
from cremad.settings import Options
from cremad.tables import current_table, publish_table, read_manifest, read_table
from data_contracts.contract import load_table

SMALL, LARGE = 600_000, 20_000_000
"""Bytes: too few for what is written here, and more than enough."""


@dataclass(frozen=True)
class Noise:
    """An extractor whose rows are 8 kB that no compression makes smaller."""

    options: Options = field(default_factory=Options)
    name = "noise"
    key = "clip_id"
    modules = ("cremad.settings",)

    def content(self, record):
        return record["clip_id"]

    def __call__(self, record, root: Path):
        return np.random.default_rng(int(record["clip_id"])).bytes(8_000)

    def to_table(self, keys, rows):
        return pa.table({"clip_id": keys, "noise": rows})


def extract(folder: Path):
    records = [{"clip_id": f"{number:03d}"} for number in range(200)]
    with ThreadPoolExecutor(1) as pool:
        return extract_table(
            Noise(), records, folder, cache_dir=folder / "cache", group="test", target=10, executor=pool
        )


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own that is soon full, and what makes it larger."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root")
    try:
        yield folder, lambda: subprocess.run(["mount", "-o", f"remount,size={LARGE}", folder], check=True)
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def small_files(tmp_path):
    """Without root: no file may grow beyond 30 kB, so that a write fails in the system as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, before[1]))
    yield tmp_path, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(params=["small_disk", "small_files"])
def cramped(request):
    return request.getfixturevalue(request.param)


def test_a_full_disk_stops_an_extraction_and_the_next_run_goes_on(cramped, tmp_path):
    folder, make_room = cramped
    with pytest.raises(StorageError, match=r"noise/.*could not be written .*(No space left|too large)"):
        extract(folder)
    assert not list(folder.rglob("*.tmp"))
    assert not [file for file in open_files() if folder in file.parents], "the space is given back"
    done = len([read_partition(path) for path in folder.rglob("*.arrow")])
    make_room()
    again = extract(folder)
    assert again.cache.hits == done
    pd.testing.assert_frame_equal(again.rows, extract(tmp_path / "elsewhere").rows)


def open_files() -> list[Path]:
    return [Path(os.readlink(each)) for each in Path("/proc/self/fd").glob("*") if each.is_symlink()]


def test_a_full_disk_leaves_the_table_that_was_there(cramped):
    folder, make_room = cramped
    contract = load_table("clips_quarantine")
    small, large = (rows(n) for n in (3, 20_000))
    before = publish_table(folder / "table", contract, small, group="test", lineage={})
    with pytest.raises(StorageError, match="Free some space"):
        publish_table(folder / "table", contract, large, group="test", lineage={})
    assert read_table(before)["clip_id"].tolist() == small["clip_id"].tolist()
    assert len(list((folder / "table").glob("*.*"))) == 1 + 1 + 1, "a part, the manifest, the lock"
    make_room()
    publish_table(folder / "table", contract, large, group="test", lineage={})
    assert len(read_table(current_table(folder / "table", "test"))) == len(large)


def rows(number: int) -> pd.DataFrame:
    noise, ids = np.random.default_rng(0), [f"{each:06d}" for each in range(number)]
    reasons = [noise.bytes(30).hex() for _ in ids]
    return pd.DataFrame({"clip_id": ids, "path": "", "rule": "silent", "reason": reasons, "severity": "error"})


def test_a_part_that_a_failed_publication_left_is_taken_away(tmp_path, monkeypatch):
    contract = load_table("clips_quarantine")
    before = publish_table(tmp_path, contract, rows(3), group="test", lineage={})

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cremad.tables.write_json", full)
    with pytest.raises(StorageError, match="No space left"):
        publish_table(tmp_path, contract, rows(4), group="test", lineage={})
    assert len(list(tmp_path.glob("*.parquet"))) == 1, "whoever reads *.parquet sees the old rows alone"
    assert len(read_table(before)) == 3


class Loud(FrameExtraction):
    def __call__(self, record, root):
        return FrameMatrices(np.ones((1_000, 64), np.float32), np.ones((1_000, 20), np.float32))


def test_a_full_disk_does_not_end_the_process_that_writes_sequences(cramped):
    folder, make_room = cramped
    options = AudioFeatureOptions()
    records = [{"clip_id": str(number), "audio_sha256": "", "audio_gain": 1.0} for number in range(5)]
    with ThreadPoolExecutor(1) as pool:
        place = {"cache_dir": folder / "cache", "group": "test", "target": 10, "executor": pool}
        extraction = extract_table(Loud(options), records, folder, **place)
    publish = ["log_mel", extraction, FrameExtraction(options).forms["log_mel"]]
    with pytest.raises(StorageError, match="log_mel"):
        publish_sequences(folder / "log_mel", *publish, group="test", lineage={})
    assert not list((folder / "log_mel").glob("*.*[!k]")), "but for the lock nothing is left"
    make_room()
    made = publish_sequences(folder / "log_mel", *publish, group="test", lineage={})
    assert open_sequences(made).frames.shape == (5_000, 64)


@pytest.mark.parametrize("attempt", [extract, lambda folder: publish_table(
    folder / "table", load_table("clips_quarantine"), rows(1), group="test", lineage={}
)])  # fmt: skip
def test_a_file_where_a_folder_should_be_is_named(attempt, tmp_path):
    (tmp_path / "cache").write_text("")
    (tmp_path / "table").write_text("")
    with pytest.raises(CremadError, match=rf"{tmp_path}/(cache|table).* [A-Z].*\."):
        attempt(tmp_path)


def test_a_table_below_a_file_is_an_error_that_says_so(tmp_path):
    (tmp_path / "table").write_text("")
    with pytest.raises(MissingFileError, match=r"cannot be read \(Not a directory\)\. Check the path"):
        read_manifest(tmp_path / "table")


AS_NOBODY = """
import os
from pathlib import Path
import pandas as pd
from cremad.artifacts.digests import FileDigests
from cremad.corpora.corpora import corpora
from cremad.corpora.inventory import take_inventory
from cremad.errors import CremadError
from cremad.preprocessing.watch import stamp_files
from cremad.tables import publish_table, read_manifest
from data_contracts.contract import load_table

contract = load_table("clips_quarantine")
corpora()  # its modules may lie where nobody may read them
row = pd.DataFrame([dict.fromkeys(contract.columns, "error")])
if os.geteuid() == 0:
    os.setuid(65534)
for attempt in (
    lambda: stamp_files(Path()),
    lambda: take_inventory("crema-d", Path(), FileDigests(Path("none"))),
    lambda: read_manifest(Path("table")),
    lambda: publish_table(Path("table"), contract, row, group="a", lineage={}),
):
    try:
        attempt()
    except CremadError as error:
        print(type(error).__name__, error)
"""


def test_folders_that_may_not_be_entered_are_named(tmp_path):
    for name in ("AudioWAV", "table"):
        (tmp_path / "data" / name).mkdir(parents=True)
        (tmp_path / "data" / name / "_manifest.json").write_text("{}")
        (tmp_path / "data" / name).chmod(0)
    run = subprocess.run(
        [sys.executable, "-c", AS_NOBODY], cwd=tmp_path / "data", capture_output=True, text=True, check=True
    )
    lines = [line.partition(" (Permission denied). ") for line in run.stdout.splitlines()]
    assert [(what, bool(remedy)) for what, _, remedy in lines] == [
        ("MissingFileError ./AudioWAV: cannot be read", True),
        ("MissingFileError AudioWAV: cannot be read", True),
        ("MissingFileError table/_manifest.json: cannot be read", True),
        ("StorageError table: could not be written", True),
    ]


def test_a_corpus_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CremadError, match="file"):
        take_inventory("crema-d", tmp_path / "file", FileDigests(tmp_path / "none"))
