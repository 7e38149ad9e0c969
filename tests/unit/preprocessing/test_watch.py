"""Which files of a watched folder are read, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.errors import MissingFileError, OptionError, StorageError
from cremad.preprocessing.watch import Batch, Settling, WatchOptions, stamp_files, watch_folder


class Time:
    """A clock that goes on when somebody sleeps; `events` happen at their seconds."""

    def __init__(self, events=()):
        self.now_s, self.events = 0.0, dict(events)

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds
        for due_s in [each for each in self.events if each <= self.now_s]:
            self.events.pop(due_s)()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "inbox" / "AudioWAV").mkdir(parents=True)
    return tmp_path / "inbox"


def watch(folder, events=(), **options):
    """Batches with the time of each, the files that the mirror showed then, and the time of the end."""
    time = Time(events)
    watching = WatchOptions(**{"settle_s": 2, "idle_s": 5} | options)
    mirror = folder.parent / "mirror"
    seen = [
        (time.now_s, batch, {str(each.relative_to(mirror)) for each in mirror.rglob("*") if each.is_symlink()})
        for batch in watch_folder(folder, mirror, watching, time, time.sleep)
    ]
    return seen, time.now_s


def put(folder, name, content="sound"):
    return lambda: (folder / name).write_text(content)


def test_what_is_there_at_the_beginning_comes_when_it_has_settled(folder):
    put(folder, "AudioWAV/a.wav")()
    seen, ended_s = watch(folder)
    assert seen == [(2, Batch(("AudioWAV/a.wav",), ()), {"AudioWAV/a.wav"})]
    assert ended_s == 7


def test_a_file_that_is_being_copied_is_not_shown_before_it_is_whole(folder):
    grow = {second: put(folder, "AudioWAV/b.wav", "x" * second) for second in range(1, 9)}
    put(folder, "AudioWAV/a.wav")()
    seen, _ = watch(folder, grow)
    a, b = "AudioWAV/a.wav", "AudioWAV/b.wav"
    assert seen == [(2, Batch((a,), ()), {a}), (10, Batch((b,), ()), {a, b})]


def test_a_file_written_anew_is_waited_for_and_what_arrived_meanwhile_with_it(folder):
    a, b = "AudioWAV/a.wav", "AudioWAV/b.wav"
    put(folder, a, "one")()
    seen, _ = watch(folder, {4: put(folder, b), 5: put(folder, a, "other")})
    assert seen == [(2, Batch((a,), ()), {a}), (7, Batch((a, b), ()), {a, b})]


def test_a_file_that_is_taken_away_is_told(folder):
    put(folder, "AudioWAV/a.wav")()
    put(folder, "AudioWAV/b.wav")()
    seen, _ = watch(folder, {3: (folder / "AudioWAV/a.wav").unlink})
    assert seen[1][1:] == (Batch((), ("AudioWAV/a.wav",)), {"AudioWAV/b.wav"})


def test_what_arrives_while_a_batch_is_worked_on_is_the_next_batch(folder):
    put(folder, "AudioWAV/a.wav")()
    time, batches = Time(), []
    watching = WatchOptions(settle_s=2, idle_s=5)
    for batch in watch_folder(folder, folder.parent / "mirror", watching, time, time.sleep):
        batches.append(batch.settled)
        if len(batches) == 1:
            put(folder, "AudioWAV/b.wav")()
        time.now_s += 100
    assert batches == [("AudioWAV/a.wav",), ("AudioWAV/b.wav",)]


def test_rounds_end_it_and_an_empty_folder_ends_idle(folder):
    assert watch(folder) == ([], 5)
    put(folder, "AudioWAV/a.wav")()
    seen, ended_s = watch(folder, {3: put(folder, "AudioWAV/b.wav")}, rounds=1)
    assert (len(seen), ended_s) == (1, 2)


def test_hidden_and_unfinished_names_are_passed_over(folder):
    for name in ("AudioWAV/.a.wav.x7", "AudioWAV/a.wav.part", "a.tmp", "b.csv"):
        put(folder, name)()
    (folder / "gone.wav").symlink_to(folder / "nowhere")
    assert set(stamp_files(folder)) == {"b.csv"}


def test_a_later_watch_takes_up_the_mirror_and_mends_it(folder):
    put(folder, "AudioWAV/a.wav")()
    watch(folder)
    (folder.parent / "mirror" / "old.wav").symlink_to(folder / "old.wav")
    seen, _ = watch(folder)
    assert seen[0][2] == {"AudioWAV/a.wav"}


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0.1, 5)), max_size=30))
def test_nothing_settles_before_its_time_and_everything_does_after_it(looks):
    settling, now_s, since_s, last = Settling(3.0), 0.0, 0.0, None
    for size, wait_s in looks:
        now_s += wait_s
        since_s = since_s if size == last else now_s
        last = size
        settled = settling.look({"a": (size, 0, 0)}, now_s)
        assert ("a" in settled) == (now_s - since_s >= 3.0)


def test_a_folder_that_is_not_there_is_an_error_that_says_so(tmp_path):
    with pytest.raises(MissingFileError, match="nowhere: cannot be read"):
        watch(tmp_path / "nowhere")


def test_a_watch_over_its_own_mirror_is_refused(tmp_path):
    with pytest.raises(OptionError, match="--data-dir"):
        next(watch_folder(tmp_path, tmp_path / "mirror", WatchOptions()))


def test_a_mirror_that_cannot_be_made_is_a_storage_error(folder):
    put(folder, "AudioWAV/a.wav")()
    (folder.parent / "mirror").write_text("in the way")
    with pytest.raises(StorageError, match="mirror"):
        watch(folder)
