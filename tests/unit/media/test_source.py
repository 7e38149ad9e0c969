import os

import pytest

from cremad.errors import LfsPointerError, MissingFileError, UnreadableMediaError
from cremad.media.audio import load_audio
from cremad.media.image import load_image
from cremad.media.source import locate, mirror_mark
from cremad.media.tabular import load_csv
from cremad.media.video import read_frames

READERS = pytest.mark.parametrize(
    ("read", "suffix"),
    [
        (load_csv, ".csv"),
        (load_image, ".png"),
        (load_audio, ".wav"),
        (load_audio, ".flac"),
        (load_audio, ".mp3"),
        (load_audio, ".flv"),
        (lambda path: read_frames(path, 5), ".flv"),
    ],
    ids=["csv", "png", "wav", "flac", "mp3", "flv sound", "flv frames"],
)

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:c6f9\nsize 72862\n"


@READERS
def test_a_file_that_is_not_there(read, suffix, tmp_path):
    with pytest.raises(MissingFileError, match="No such file"):
        read(tmp_path / f"absent{suffix}")


@READERS
def test_a_pointer_is_told_apart_and_the_remedy_named(read, suffix, tmp_path):
    path = tmp_path / f"clip{suffix}"
    path.write_bytes(POINTER)
    with pytest.raises(LfsPointerError) as caught:
        read(path)
    for word in (str(path), "git lfs pull", "cremad corpus download"):
        assert word in str(caught.value)


@READERS
def test_an_empty_file_and_a_folder(read, suffix, tmp_path):
    empty = tmp_path / f"empty{suffix}"
    empty.touch()
    with pytest.raises(UnreadableMediaError, match="is empty"):
        read(empty)
    folder = tmp_path / f"folder{suffix}"
    folder.mkdir()
    with pytest.raises(UnreadableMediaError, match="folder or device"):
        read(str(folder))


@READERS
def test_noise_is_unreadable_and_nothing_is_printed(read, suffix, tmp_path, capfd):
    path = tmp_path / f"noise{suffix}"
    path.write_bytes(bytes(range(128, 256)) * 40)
    with pytest.raises(UnreadableMediaError, match=f"noise{suffix}"):
        read(path)
    if suffix != ".mp3":  # libsndfile's MP3 decoder writes notes of its own
        assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    path = tmp_path / "secret.csv"
    path.write_text("a\n1\n")
    path.chmod(0)
    with pytest.raises(MissingFileError, match="Permission denied"):
        load_csv(path)


def test_a_named_pipe_a_device_and_a_link_in_a_circle_are_refused_before_they_are_opened(tmp_path):
    """Opening a pipe that nobody writes to would wait for ever."""
    pipe = tmp_path / "pipe.wav"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero", "/dev/null"):
        for read in (load_audio, load_image, load_csv, lambda path: read_frames(path, 1)):
            with pytest.raises(UnreadableMediaError, match="folder or device"):
                read(path)
    circle = tmp_path / "a.wav"
    circle.symlink_to(tmp_path / "b.wav")
    (tmp_path / "b.wav").symlink_to(circle)
    with pytest.raises(MissingFileError, match="symbolic links"):
        load_audio(circle)


def test_links_within_a_corpus_are_followed_and_links_out_of_it_refused(tmp_path):
    corpus = tmp_path / "corpus"
    (corpus / "AudioWAV").mkdir(parents=True)
    (corpus / "AudioWAV" / "a.wav").write_bytes(b"RIFF")
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    for name, target in {
        "within.wav": "AudioWAV/a.wav",
        "out.wav": "../secret.wav",
        "folder": "..",
        "circle.wav": "circle.wav",
        "here": ".",
    }.items():
        (corpus / name).symlink_to(target)
    for name in ("AudioWAV/a.wav", "within.wav", "here/AudioWAV/a.wav", "gone.wav"):
        assert locate(corpus, name) == corpus / name
    for name in ("out.wav", "folder/secret.wav", "circle.wav"):
        with pytest.raises(UnreadableMediaError, match="a link out of the corpus or in a circle"):
            locate(corpus, name)
    assert locate(corpus, str(tmp_path / "secret.wav")) == tmp_path / "secret.wav"


def test_links_of_a_mirror_lead_where_the_mark_beside_it_says(tmp_path):
    for name in ("corpus", "mirror"):
        (tmp_path / name).mkdir()
    for name in ("corpus/a.wav", "secret.wav"):
        (tmp_path / name).write_bytes(b"RIFF")
    mirror = tmp_path / "mirror"
    (mirror / "a.wav").symlink_to(tmp_path / "corpus" / "a.wav")
    (mirror / "b.wav").symlink_to(tmp_path / "secret.wav")
    mirror_mark(mirror).symlink_to(tmp_path / "corpus")
    assert locate(mirror, "a.wav") == mirror / "a.wav"
    with pytest.raises(UnreadableMediaError, match="link out of the corpus"):
        locate(mirror, "b.wav")
