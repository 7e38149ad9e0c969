"""The frames of an MP3 file, counted against what its first frame states."""

import math
import struct
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cremad.media.door import followed, truncated

_RATES_HZ = (44_100, 48_000, 32_000)
_KBIT = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Bit rates by generation (2.5 counts as 2) and layer."""
_GENERATION_SHIFT = {3: (1, 0), 2: (2, 1), 0: (2, 2)}
"""Two bits of a header → generation, and by how many halves its rates lie lower."""
_SIDE_BYTES = {(1, 1): 17, (1, 2): 32, (2, 1): 9, (2, 2): 17}
"""By generation and channels."""
_SLACK_FRAMES = 2
"""Writers differ in whether the stating frame counts itself, and in how they flush."""


class Frame(NamedTuple):
    """What the header of a frame says."""

    size: int
    samples: int
    rate_hz: int
    channels: int
    side_bytes: int
    """Between the header and where a stating frame states."""


@lru_cache(maxsize=256)  # the frames of a file share a few headers
def read_frame(head: bytes) -> Frame | None:
    """Read the four bytes of a frame's header; None if they are none, or of no stated bit rate.

    References
    ----------
    ISO/IEC 11172-3 (1993), section 2.4.1.3, and ISO/IEC 13818-3 for the lower rates.
    """
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 4 or bits in (0, 15) or rate == 3:
        return None
    generation, halves = _GENERATION_SHIFT[version]
    rate_hz, bit_rate = _RATES_HZ[rate] >> halves, 1000 * _KBIT[generation, layer][bits - 1]
    samples = 384 if layer == 1 else 576 if layer == 3 and generation == 2 else 1152
    unit = 4 if layer == 1 else 1
    size = (samples // 8 // unit * bit_rate // rate_hz + (head[2] >> 1 & 1)) * unit
    channels = 1 if head[3] >> 6 == 3 else 2
    return Frame(size, samples, rate_hz, channels, _SIDE_BYTES[generation, channels])


def tag_size(head: bytes) -> int:
    """Bytes of the ID3v2 tag that begins so (cover art, …), 0 if it is none."""
    if len(head) < 10 or head[:3] != b"ID3":
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + 10 * (head[5] >> 4 & 1)


def skip_tags(file: BinaryIO) -> int:
    """Pass over ID3v2 tags; gives the byte after them, where the file then stands."""
    begin = 0
    while size := tag_size(file.read(10)):
        begin += size
        file.seek(begin)
    file.seek(begin)
    return begin


def stated_frames(frame: bytes) -> int | None:
    """How many frames follow the first one by its own statement, None if it states none."""
    facts = read_frame(frame[:4])
    if facts is None:
        return None
    mark = 4 + facts.side_bytes + 2 * (not frame[1] & 1)  # two bytes of a check sum, where there is one
    if frame[mark : mark + 4] in (b"Xing", b"Info") and len(frame) >= mark + 12:
        flags, frames = struct.unpack_from(">II", frame, mark + 4)
        return frames if flags & 1 else None
    if frame[36:40] == b"VBRI" and len(frame) >= 54:
        return struct.unpack_from(">I", frame, 50)[0]
    return None


def check_mpeg(file: BinaryIO, begin: int, there: int, name: Path | str) -> int | None:
    """Refuse an MP3 that was cut short, or of which decoders read the first of several recordings alone.

    Parameters
    ----------
    file : binary file
        Seekable.
    begin : int
        Byte after the tags.
    there : int
        Bytes in the file.
    name : path-like
        What errors call the file.

    Returns
    -------
    int or None
        Samples of the frames that are there; None if no frame begins at `begin`.

    Raises
    ------
    UnreadableMediaError
        If fewer frames are there than stated, the last one lacks bytes, more follow than are stated, or the rate
        or number of channels changes.
    """
    file.seek(begin)
    content = file.read(there - begin)
    first = read_frame(content[:4])
    if first is None:
        return None
    stated = stated_frames(content[: first.size])
    place, frames = (first.size if stated is not None else 0), 0
    while True:
        facts = read_frame(content[place : place + 4])
        if facts is None:
            found = _find_frame(content, place)
            if found is None:
                break
            place = found
            continue
        if (facts.rate_hz, facts.channels) != (first.rate_hz, first.channels):
            kind = f"{facts.rate_hz} Hz and {facts.channels} channels"
            raise followed(name, f"at byte {begin + place} begins audio of {kind}")
        if frames and stated_frames(content[place : place + facts.size]) is not None:
            raise followed(name, f"another recording begins at byte {begin + place}")
        place += facts.size
        if place > len(content):
            if frames < (stated or math.inf):
                raise truncated(name, "its last frame lacks bytes")
            break
        frames += 1
    _check_count(first, stated, frames, name)
    return frames * first.samples


def _find_frame(content: bytes, place: int) -> int | None:
    """Where, behind bytes that are no frame (a tag, damage), three frames of one kind stand in a row."""
    while (place := content.find(b"\xff", place + 1)) != -1:
        row: list[tuple[int, int]] = []
        after = place
        while len(row) < 3 and (facts := read_frame(content[after : after + 4])) is not None:
            row.append((facts.samples, facts.rate_hz))
            after += facts.size
        if len(row) == 3 and len(set(row)) == 1:
            return place
    return None


def _check_count(first: Frame, stated: int | None, frames: int, name: Path | str) -> None:
    """Compare the frames that are there with those that are stated; 0 is a placeholder."""
    if not stated:
        return
    stated_s, there_s = (count * first.samples / first.rate_hz for count in (stated, frames))
    if frames < stated - _SLACK_FRAMES:
        raise truncated(name, f"{there_s:.2f} s are there, its header states {stated_s:.2f} s")
    if frames > stated + _SLACK_FRAMES:
        raise followed(name, f"{there_s:.2f} s are there, its header states {stated_s:.2f} s")
