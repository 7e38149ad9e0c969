import os

import pytest

from cremad.errors import LfsPointerError, MissingFileError, UnreadableMediaError
from cremad.media.audio import load_audio
from cremad.media.image import load_image
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
