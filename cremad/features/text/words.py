"""Words of a transcript, and their syllables."""

import re

WORD = r"\w+(?:['’]\w+)*"
"""A run of letters and digits; an apostrophe within belongs to the word."""

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_ENDING = re.compile(
    r"(?:[^aeiouyl]|[aeiouy]l)e$"  # like, while; heard in couple
    r"|[^aeiouydt]ed$"  # happened; heard in wanted
    r"|(?:[^aeiouylscgzxhj]|[aeiouy]l)es$"  # minutes, whales; heard in houses
)
_IRREGULAR = {"being": 2, "idea": 3, "maybe": 2, "somebody": 3, "someone": 2, "something": 2}


def split_words(text: str) -> list[str]:
    """Words in their order, in lower case, with plain apostrophes.

    >>> split_words("It's eleven o’clock.")
    ["it's", 'eleven', "o'clock"]
    """
    return re.findall(WORD, text.lower().replace("’", "'"))


def count_syllables(word: str) -> int:
    """Syllables of an English word by its spelling: its groups of vowels, less a silent ending; one at least.

    >>> [count_syllables(word) for word in ("o'clock", "surface", "couple", "happened", "minutes")]
    [2, 2, 2, 2, 2]
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    if letters in _IRREGULAR:
        return _IRREGULAR[letters]
    groups = len(_VOWELS.findall(letters))
    return max(1, groups - bool(_SILENT_ENDING.search(letters)))
