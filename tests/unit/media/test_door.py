import errno
import io
import random

import cv2
import numpy as np
import pytest
import soundfile

from cremad.errors import MissingFileError, UnreadableMediaError
from cremad.media.audio import load_audio
from cremad.media.door import decoding
from cremad.media.image import load_image
from cremad.media.tabular import load_csv
from cremad.media.video import read_frames
from tests.unit.media.clips import write_clip
from tests.unit.media.test_headers import CONTAINERS, encode


@pytest.mark.parametrize("kind", [ValueError, TypeError, IndexError, AttributeError, MemoryError, KeyError])
def test_every_exception_leaves_as_one_that_names_the_file(kind):
    said = f"clip.wav: cannot be decoded .*{kind.__name__}: '?why"
    with pytest.raises(UnreadableMediaError, match=said) as caught, decoding("clip.wav"):
        raise kind("why")
    assert isinstance(caught.value.__cause__, kind)


def test_a_disk_that_fails_says_nothing_of_the_file():
    with (
        pytest.raises(MissingFileError, match=r"cannot be read .* Check the disk"),
        decoding("clip.wav"),
    ):
        raise OSError(errno.EIO, "Input/output error")
    with pytest.raises(UnreadableMediaError, match="cannot be decoded"), decoding("clip.wav"):
        raise OSError(errno.EINVAL, "Invalid argument")


def test_errors_of_the_project_and_interruptions_pass_as_they_are():
    with pytest.raises(MissingFileError, match=r"^gone\.$"), decoding("clip.wav"):
        raise MissingFileError("gone")
    with pytest.raises(KeyboardInterrupt), decoding("clip.wav"):
        raise KeyboardInterrupt


def mutate(content: bytes, rng: random.Random) -> bytes:
    """Change, cut, drop or add bytes, most often near the beginning."""
    changed = bytearray(content)
    place = rng.randrange(min(len(changed), rng.choice([64, 512, len(changed)])))
    match rng.randrange(4):
        case 0:
            changed[place : place + 4] = rng.choice([b"\0", b"\x7f", b"\xff"]) * rng.randint(1, 4)
        case 1:
            changed[place] ^= 1 << rng.randrange(8)
        case 2:
            del changed[place : place + rng.choice([1, 50, len(changed)])]
        case 3:
            changed[place:place] = rng.randbytes(rng.choice([1, 50]))
    return bytes(changed)


def read_all(path) -> int:
    """How many of the readers refuse; anything but a refusal is raised."""
    refused = 0
    for read in (load_audio, lambda path: read_frames(path, 3), load_image, load_csv):
        try:
            read(path)
        except UnreadableMediaError as error:
            refused += str(path) in str(error)
    return refused


@pytest.mark.parametrize("kind", [*CONTAINERS, "FLV", "MP4", "AVI", "PNG", "TIFF", "CSV"])
def test_mutants_are_read_or_refused_by_name(tmp_path, kind, capfd):
    if kind in CONTAINERS:
        content = encode(kind)
    elif kind in ("FLV", "MP4", "AVI"):
        codecs = {"FLV": ("flv1", "libmp3lame"), "MP4": ("libx264", "aac"), "AVI": ("mpeg4", "libmp3lame")}
        content = write_clip(tmp_path / f"whole.{kind.lower()}", *codecs[kind]).read_bytes()
    elif kind == "CSV":
        content = "name,age\nÉva,51\n".encode() * 20
    else:
        picture = np.random.default_rng(0).integers(0, 255, (30, 40, 3), np.uint8)
        content = cv2.imencode(f".{kind.lower()}", picture)[1].tobytes()
    rng, path = random.Random(kind), tmp_path / f"clip.{kind.lower()}"
    refused = 0
    for _ in range(30):
        path.write_bytes(mutate(content, rng) or b"x")
        refused += read_all(path)
    assert refused >= 60


def test_sound_in_a_form_that_libsndfile_cannot_seek_in_is_read():
    buffer = io.BytesIO()
    soundfile.write(buffer, np.zeros(3200), 8_000, format="WAV", subtype="GSM610")
    assert len(load_audio(buffer.getvalue())[0]) == 3200
