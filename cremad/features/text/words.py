"""Words of a transcript, and their syllables."""

import re

WORD = r"\w+(?:['’]\w+)*"
"""Letters and digits; an apostrophe within belongs to the word."""

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?<![aeiouy])(?:[^aeiouyl]|(?<=[aeiouy])l)(?:e|es|ed)$")
_IRREGULAR = {"being": 2, "idea": 3, "maybe": 2, "somebody": 3, "someone": 2, "something": 2}


def split_words(text: str) -> list[str]:
    """Words in their order, in lower case, with plain apostrophes.

    >>> split_words("It's eleven o’clock.")
    ["it's", 'eleven', "o'clock"]
    """
    return re.findall(WORD, text.lower().replace("’", "'"))


def count_syllables(word: str) -> int:
    """Syllables of an English word by its spelling: groups of vowels, less a silent ending."""
    raise NotImplementedError
