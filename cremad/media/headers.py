"""What a sound file's header states, against its content, whatever its container."""

from typing import NamedTuple

from cremad.media import riff, stated_ends
from cremad.media.aac import begins_adts, begins_mp4, check_adts, check_mp4
from cremad.media.door import followed, truncated
from cremad.media.mpeg import check_mpeg, read_frame, skip_tags
from cremad.media.ogg import MARK as OGG
from cremad.media.ogg import check_ogg
from cremad.media.riff import Patch
from cremad.media.source import Source

_FLAC = b"fLaC"
_FLV_SIZES = b"\x00\x00\x00\x09\x00\x00\x00\x00"
_BEGINNINGS = {
    _FLAC: (b"fLaC\x00\x00\x00\x22",),
    b"FLV\x01": tuple(b"FLV\x01" + streams + _FLV_SIZES for streams in (b"\x01", b"\x04", b"\x05")),
}
"""Marks of containers that do not say where they end → how such files begin; long, to be looked for fast."""


_BLOCK_BYTES = 2**16


class Header(NamedTuple):
    """What the decoder needs to know of it."""

    patch: Patch | None = None
    """Size of the data, where the file has a placeholder that libsndfile takes for no data at all."""
    samples: int | None = None
    """Of an MP3: how many there are, which libsndfile guesses unless they are stated."""


def check_header(source: Source) -> Header:
    """Refuse a file that was cut short or joined from several, before it is decoded.

    Parameters
    ----------
    source : Source
        Sound of any kind. What has none of the headers that are known here is left to the decoder.

    Raises
    ------
    UnreadableMediaError
        As `check_riff`, `check_ogg` and `check_mpeg` do; or if any other container ends before it says so or is
        followed by another of its kind.
    """
    with source.open() as file:
        begin = skip_tags(file)
        mark = file.read(20)
        if mark[:4] in riff.BYTE_ORDER and mark[8:12] == b"WAVE":
            return Header(patch=riff.check_riff(file, begin, source.size, source.name))
        if mark[:4] == OGG:
            check_ogg(file, begin, source.size, source.name)
        elif mark[:4] in _BEGINNINGS:
            _check_alone(file, begin, mark[:4], source)
        elif begins_adts(mark):
            check_adts(file, begin, source.size, source.name)
        elif begins_mp4(mark):
            check_mp4(file, begin, source.size, source.name)
        elif read_frame(mark[:4]) is not None:
            return Header(samples=check_mpeg(file, begin, source.size, source.name))
        else:
            _check_end(file, begin, mark, source)
            return Header(patch=stated_ends.patch_au(mark, begin))
    return Header()


def begins_sound_file(source: Source) -> bool:
    """Whether the first bytes are those of a file that libsndfile reads, and not of a container for FFmpeg."""
    with source.open() as file:
        skip_tags(file)
        mark = file.read(20)
    is_wave = mark[:4] in riff.BYTE_ORDER and mark[8:12] == b"WAVE"
    is_mp3 = mark[1:2] >= b"\xe0" and mark[1] & 6 == 2 and read_frame(mark[:4]) is not None
    return is_wave or is_mp3 or mark[:4] in (OGG, _FLAC) or stated_ends.find_mark(mark) is not None


def _check_alone(file, begin: int, mark: bytes, source: Source) -> None:
    """Look for a second file of the kind within the first, block by block."""
    place, end = begin, b""
    file.seek(begin + 1)
    while block := file.read(_BLOCK_BYTES):
        block = end + block
        if any(beginning in block for beginning in _BEGINNINGS[mark]):
            raise followed(source.name, f"another recording begins between bytes {place} and {file.tell()}")
        place, end = file.tell(), block[-16:]


def _check_end(file, begin: int, mark: bytes, source: Source) -> None:
    end = stated_ends.find_stated_end(file, begin)
    if end is None:
        return
    if end > source.size + (0 if mark.startswith(b"Creative") else riff.SLACK_BYTES):
        raise truncated(source.name, f"{source.size} bytes are there, its header states {end}")
    file.seek(end)
    if stated_ends.find_mark(rest := file.read(20)) and rest[:4] == mark[:4]:
        raise followed(source.name, f"another recording begins at byte {end}")
