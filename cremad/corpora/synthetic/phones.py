"""Sounds of speech as formants and noise, and the twelve sentences spelt in them.

Formants of the vowels are the men's means of Peterson and Barney (1952), "Control methods used in a study of the
vowels", J. Acoust. Soc. Am. 24(2); the consonants are rounded from phonetics textbooks.
"""

from typing import Final, NamedTuple


class Phone(NamedTuple):
    """One phone: its formants, and the strength of voice and noise."""

    f1_hz: float
    f2_hz: float
    f3_hz: float
    voice: float = 1.0
    """Amplitude of the voice, 1 for a vowel."""
    hiss: float = 0.0
    """Amplitude of the noise of a constriction."""
    hiss_hz: float = 4000.0
    """Frequency of the noise's maximum."""
    length: float = 1.0
    """Duration relative to the sentence's mean."""


PHONES: Final = {
    "iy": Phone(270, 2290, 3010),
    "ih": Phone(390, 1990, 2550, length=0.9),
    "eh": Phone(530, 1840, 2480),
    "ae": Phone(660, 1720, 2410, length=1.3),
    "aa": Phone(730, 1090, 2440, length=1.3),
    "ao": Phone(570, 840, 2410, length=1.2),
    "uh": Phone(440, 1020, 2240, length=0.9),
    "uw": Phone(300, 870, 2240),
    "ah": Phone(640, 1190, 2390),
    "er": Phone(490, 1350, 1690, length=1.1),
    "ax": Phone(500, 1500, 2500, voice=0.7, length=0.7),
    "m": Phone(280, 900, 2200, voice=0.35),
    "n": Phone(280, 1700, 2600, voice=0.35),
    "ng": Phone(280, 2300, 2750, voice=0.3),
    "l": Phone(360, 1100, 2600, voice=0.55, length=0.8),
    "r": Phone(420, 1300, 1600, voice=0.55, length=0.8),
    "w": Phone(290, 610, 2150, voice=0.5, length=0.8),
    "y": Phone(260, 2070, 3020, voice=0.5, length=0.7),
    "v": Phone(300, 1100, 2400, voice=0.3, hiss=0.05, length=0.8),
    "dh": Phone(300, 1400, 2500, voice=0.3, hiss=0.04, length=0.6),
    "z": Phone(300, 1600, 2600, voice=0.25, hiss=0.2, hiss_hz=5500),
    "jh": Phone(300, 1800, 2600, voice=0.15, hiss=0.3, hiss_hz=3000, length=0.8),
    "f": Phone(320, 1200, 2400, voice=0.0, hiss=0.1, hiss_hz=4500),
    "th": Phone(320, 1400, 2500, voice=0.0, hiss=0.08, hiss_hz=5000, length=0.9),
    "s": Phone(320, 1600, 2600, voice=0.0, hiss=0.4, hiss_hz=5800, length=1.2),
    "sh": Phone(320, 1800, 2500, voice=0.0, hiss=0.4, hiss_hz=3000, length=1.2),
    "h": Phone(500, 1500, 2500, voice=0.0, hiss=0.1, hiss_hz=1500, length=0.7),
    ".": Phone(400, 1500, 2500, voice=0.0, length=0.6),
    "p": Phone(350, 1000, 2300, voice=0.0, hiss=0.15, hiss_hz=1000, length=0.4),
    "b": Phone(300, 1000, 2300, voice=0.2, hiss=0.08, hiss_hz=1000, length=0.4),
    "t": Phone(350, 1800, 2600, voice=0.0, hiss=0.3, hiss_hz=4500, length=0.45),
    "d": Phone(300, 1800, 2600, voice=0.2, hiss=0.15, hiss_hz=4000, length=0.4),
    "k": Phone(350, 2000, 2400, voice=0.0, hiss=0.25, hiss_hz=2000, length=0.5),
    "g": Phone(300, 2000, 2400, voice=0.2, hiss=0.12, hiss_hz=2000, length=0.4),
}
"""Phones by ARPAbet name; `.` is the closure before a plosive's burst. Diphthongs are spelt as two vowels."""

SPOKEN: Final = {
    "IEO": "ih . t s ih l eh v ax n ax . k l aa . k",
    "TIE": "dh ae . t ih z ih . g z ae . k . t l iy w ah . t h ae . p ax n . d",
    "IOM": "aa ih m ao n m aa ih w eh ih . t ax dh ax m iy . t ih ng",
    "IWW": "aa ih w ah n . d er w ah . t dh ih s ih z ax . b aa uh . t",
    "TAI": "dh iy eh r . p l eh ih n ih z ao l m ao s . t f uh l",
    "MTI": "m eh ih . b iy . t ax m aa r ao uh ih . t w ih l . b iy . k ao uh l . d",
    "IWL": "aa ih w uh . d l aa ih . k ax n uw ax l aa r m . k l aa . k",
    "ITH": "aa ih th ih ng . k aa ih h ae v ax . d aa . k . t er z ax . p ao ih n . t m ax n . t",
    "DFA": "d ao uh n . t f er . g eh . t ax jh ae . k ih . t",
    "ITS": "aa ih th ih ng . k aa ih v s iy n dh ih s . b ih f ao r",
    "TSI": "dh ax s er f ax s ih z s l ih . k",
    "WSI": "w iy l s . t aa . p ih n ax . k ah . p ax l ax v m ih n ih . t s",
}
"""The phones of each sentence code."""


def spell(sentence: str) -> list[Phone]:
    """The phones of a sentence, in order.

    >>> [round(phone.f1_hz) for phone in spell("DFA")[:3]]
    [300, 570, 440]
    """
    return [PHONES[name] for name in SPOKEN[sentence].split()]
