"""What a sound file's header states, against its content, whatever its container."""

from typing import NamedTuple

from cremad.media import riff, stated_ends
from cremad.media.aac import begins_adts, begins_mp4, check_adts, check_mp4
from cremad.media.door import followed, truncated
from cremad.media.mpeg import check_mpeg, read_frame, tag_size
from cremad.media.ogg import MARK as OGG
from cremad.media.ogg import check_ogg
from cremad.media.riff import Patch
from cremad.media.source import Source

_FLAC = b"fLaC"
_BEGINNINGS = {
    _FLAC: (4, b"\x00\x00\x00\x22"),
    b"FLV\x01": (5, b"\x00\x00\x00\x09\x00\x00\x00\x00"),
}
"""Marks of containers that say nothing of their own end → what stands in every file at which distance."""


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
        begin = _skip_tags(file)
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
        _skip_tags(file)
        mark = file.read(20)
    is_wave = mark[:4] in riff.BYTE_ORDER and mark[8:12] == b"WAVE"
    is_mp3 = mark[1:2] >= b"\xe0" and mark[1] & 6 == 2 and read_frame(mark[:4]) is not None
    return is_wave or is_mp3 or mark[:4] in (OGG, _FLAC) or stated_ends.find_mark(mark) is not None


def _skip_tags(file) -> int:
    """Pass over ID3v2 tags; gives the byte after them, where the file then stands."""
    begin = 0
    while size := tag_size(file.read(10)):
        begin += size
        file.seek(begin)
    file.seek(begin)
    return begin


def _check_alone(file, begin: int, mark: bytes, source: Source) -> None:
    """Look for a second file of the kind within the first."""
    file.seek(begin)
    content = file.read()
    distance, rest = _BEGINNINGS[mark]
    place = 0
    while (place := content.find(mark, place + 1)) != -1:
        if content.startswith(rest, place + distance):
            raise followed(source.name, f"another recording begins at byte {begin + place}")


def _check_end(file, begin: int, mark: bytes, source: Source) -> None:
    end = stated_ends.find_stated_end(file, begin)
    if end is None:
        return
    if end > source.size + (0 if mark.startswith(b"Creative") else riff.SLACK_BYTES):
        raise truncated(source.name, f"{source.size} bytes are there, its header states {end}")
    file.seek(end)
    if stated_ends.find_mark(rest := file.read(20)) and rest[:4] == mark[:4]:
        raise followed(source.name, f"another recording begins at byte {end}")
