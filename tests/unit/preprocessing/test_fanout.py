from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import pandas as pd
import pyarrow as pa
import pytest

from cremad.artifacts.digests import digest_bytes
from cremad.errors import MissingFileError, OptionError, StorageError, UnreadableMediaError, WeightsError
from cremad.preprocessing.fanout import Ledger, compute_partition, extract_table
from cremad.preprocessing.partition_file import read_partition
from cremad.preprocessing.partitions import plan_partitions
from cremad.settings import Options


class Shout(Options):
    mark: str = "!"


@dataclass(frozen=True)
class Shouting:
    """An extractor that reads a text file; an empty one cannot be read."""

    options: Shout = field(default_factory=Shout)
    name = "shouting"
    key = "clip_id"
    modules = ("cremad.settings",)

    def content(self, record):
        return record["sha256"]

    def __call__(self, record, root: Path):
        text = (root / f"{record['clip_id']}.txt").read_text()
        if not text:
            raise UnreadableMediaError("empty", path=record["clip_id"])
        return {"shout": text.upper() + self.options.mark}

    def to_table(self, keys, rows):
        return pa.table({"clip_id": keys, "shout": pa.array([row["shout"] for row in rows], pa.string())})


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number:04d}.txt").write_text(f"clip {number}")
    return folder


def run(corpus, extractor=None, executor=None):
    records = [{"clip_id": path.stem, "sha256": digest_bytes(path.read_bytes())} for path in corpus.glob("*.txt")]
    with executor or ThreadPoolExecutor(2) as pool:
        return extract_table(
            extractor or Shouting(),
            records,
            corpus,
            cache_dir=corpus.parent / "cache",
            group="test",
            target=10,
            executor=pool,
        )


def test_rows_follow_the_keys_and_a_second_run_computes_nothing(corpus):
    first, second = run(corpus), run(corpus)
    assert first.rows["clip_id"].is_monotonic_increasing
    assert len(first.rows) == 200
    assert set(first.cache.reasons.values()) == {"first run"}
    assert (second.cache.hits, second.cache.misses) == (first.cache.misses, 0)
    pd.testing.assert_frame_equal(first.rows, second.rows)


def test_one_worker_or_two_threads_or_processes_give_the_same_rows(corpus, tmp_path):
    serial = run(corpus, executor=ThreadPoolExecutor(1)).rows
    (tmp_path / "cache").rename(tmp_path / "old")
    pd.testing.assert_frame_equal(serial, run(corpus).rows)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda folder: (folder / "0050.txt").write_text("other"), "clip changed: 0050"),
        (lambda folder: (folder / "0050x.txt").write_text("new"), "clip added: 0050x"),
        (lambda folder: (folder / "0051.txt").unlink(), "clip removed: 0051"),
    ],
)
def test_one_clip_recomputes_its_partition_and_says_why(corpus, change, why):
    run(corpus)
    change(corpus)
    again = run(corpus)
    assert list(again.cache.reasons.values()) == [why]


def test_an_option_recomputes_all_and_says_which(corpus):
    run(corpus)
    again = run(corpus, Shouting(Shout(mark="?")))
    assert again.cache.hits == 0
    assert set(again.cache.reasons.values()) == {"option changed: mark"}


def test_a_damaged_or_missing_partition_is_computed_again(corpus):
    first = run(corpus)
    damaged, missing, *_ = sorted((corpus.parent / "cache" / "shouting").glob("*.arrow"))
    damaged.write_bytes(damaged.read_bytes()[:-40])
    missing.unlink()
    again = run(corpus)
    assert again.cache.misses == 2
    pd.testing.assert_frame_equal(first.rows, again.rows)


def test_a_record_that_fails_is_told_and_the_others_stand(corpus):
    (corpus / "0007.txt").write_text("")
    extraction = run(corpus)
    assert extraction.failures.to_dict("records") == [
        {"clip_id": "0007", "rule": "shouting_failed", "reason": "0007: empty."}
    ]
    assert len(extraction.rows) == 199


def test_opencv_leaves_the_other_cores_to_the_other_workers(corpus):
    cv2.setNumThreads(2)
    run(corpus)
    assert cv2.getNumThreads() == 1


def test_a_large_table_is_read_a_partition_at_a_time(corpus):
    extraction = run(corpus)
    batches = list(extraction.batches(["clip_id"]))
    assert len(batches) == len(extraction.files) > 10
    assert [key for batch in batches for key in batch["clip_id"].to_pylist()] == list(extraction.rows["clip_id"])


@dataclass(frozen=True)
class Stumbling(Shouting):
    """An extractor that fails at some texts in ways that nobody foresaw."""

    def __call__(self, record, root):
        match record["clip_id"]:
            case "0003":
                return {}["no such name"]
            case "0004":
                return digest_bytes(None)
            case "0005" if self.options.mark == "full":
                raise StorageError("could not be written", path="cache")
            case "0005" if self.options.mark == "large":
                raise MemoryError("no memory")
            case "0005" if self.options.mark == "package":
                raise OptionError("the package is not installed", remedy="Install it.")
            case "0005" if self.options.mark == "weights":
                raise WeightsError("these weights have another digest")
            case "0005" if self.options.mark == "no weights":
                raise MissingFileError("no weights here", path="weights.ort", remedy="Name the file.")
            case "0005" if not (root / "0005.txt").exists():
                raise MissingFileError("cannot be opened", path=root / "0005.txt", remedy="Check the path.")
        return super().__call__(record, root)


def test_what_nobody_foresaw_ends_no_run_and_is_told_with_its_place(corpus):
    failures = run(corpus, Stumbling()).failures.set_index("clip_id")
    assert failures["rule"].tolist() == ["shouting_failed"] * 2
    assert failures.loc["0003", "reason"].startswith(f"KeyError: 'no such name' (at {__name__}:")
    assert failures.loc["0004", "reason"].startswith("TypeError: object supporting the buffer API required (at ")
    assert "(at cremad.artifacts.digests:" in failures.loc["0004", "reason"]


@pytest.mark.parametrize(
    ("mark", "error", "said"),
    [
        ("full", StorageError, "could not be written"),
        ("large", MemoryError, "no memory"),
        ("package", OptionError, "not installed. Install it"),
        ("weights", WeightsError, "another digest"),
        ("no weights", MissingFileError, "no weights here. Name the file"),
    ],
)
def test_what_says_nothing_of_a_clip_ends_the_run(corpus, mark, error, said):
    with pytest.raises(error, match=said):
        run(corpus, Stumbling(Shout(mark=mark)))


def test_a_file_that_is_gone_ends_the_run_and_is_kept_nowhere(corpus):
    """As with the folder of another corpus, or a drive that is not mounted."""
    records = [{"clip_id": "0005", "sha256": digest_bytes((corpus / "0005.txt").read_bytes())}]
    hidden = corpus.rename(corpus.parent / "unmounted")
    with ThreadPoolExecutor(1) as pool:
        there = {"cache_dir": corpus.parent / "cache", "group": "test", "target": 10, "executor": pool}
        with pytest.raises(MissingFileError, match=r"0005\.txt: cannot be opened\. It was there .*`--corpus-dir`"):
            extract_table(Stumbling(), records, corpus, **there)
        hidden.rename(corpus)
        assert extract_table(Stumbling(), records, corpus, **there).rows["clip_id"].tolist() == ["0005"]


def test_one_partition_computed_by_many_at_once_is_the_same_for_all(corpus, tmp_path):
    records = {path.stem: {"clip_id": path.stem} for path in corpus.glob("*.txt")}
    (partition,) = plan_partitions(dict.fromkeys(records, ""), records, 10_000)
    with ProcessPoolExecutor(4) as pool:
        asked = (Shouting(), partition, corpus, tmp_path / "cache", {})
        made = {each.result() for each in [pool.submit(compute_partition, *asked) for _ in range(60)]}
    (path,) = made
    assert read_partition(path).num_rows == 200
    assert [*(tmp_path / "cache").iterdir()] == [path]


@pytest.mark.parametrize("content", [b"", b'{"digests"', bytes(40), b"[]", b'{"digests": {}}'])
def test_a_torn_ledger_counts_as_none(corpus, content):
    run(corpus)
    (corpus.parent / "cache" / "shouting" / "test.json").write_bytes(content)
    (corpus / "0050.txt").write_text("other")
    assert set(run(corpus).cache.reasons.values()) == {"first run"}
    assert Ledger(corpus.parent / "cache" / "shouting" / "test.json").last
