"""Words and syllables, against a dictionary's counts."""

import pytest

from cremad.features.text.words import count_syllables, split_words
from data_contracts.vocabulary import SENTENCES

SYLLABLES = {
    "It's eleven o'clock.": [1, 3, 2],
    "That is exactly what happened.": [1, 1, 3, 1, 2],
    "I'm on my way to the meeting.": [1, 1, 1, 1, 1, 1, 2],
    "I wonder what this is about.": [1, 2, 1, 1, 1, 2],
    "The airplane is almost full.": [1, 2, 1, 2, 1],
    "Maybe tomorrow it will be cold.": [2, 3, 1, 1, 1, 1],
    "I would like a new alarm clock.": [1, 1, 1, 1, 1, 2, 1],
    "I think I have a doctor's appointment.": [1, 1, 1, 1, 1, 2, 3],
    "Don't forget a jacket.": [1, 2, 1, 2],
    "I think I've seen this before.": [1, 1, 1, 1, 1, 2],
    "The surface is slick.": [1, 2, 1, 1],
    "We'll stop in a couple of minutes.": [1, 1, 1, 1, 2, 1, 2],
}


@pytest.mark.parametrize("sentence", SENTENCES.values())
def test_syllables_of_the_twelve_sentences(sentence):
    assert [count_syllables(word) for word in split_words(sentence)] == SYLLABLES[sentence]


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("wanted", 2), ("called", 1), ("houses", 2), ("whales", 1), ("table", 2), ("see", 1), ("psst", 1), ("7", 1)],
)
def test_endings(word, syllables):
    assert count_syllables(word) == syllables


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("… -- !", []),
        ("'Quoted' well-known rock’n’roll", ["quoted", "well", "known", "rock'n'roll"]),
        ("Ça va à 7", ["ça", "va", "à", "7"]),
    ],
)
def test_words(text, words):
    assert split_words(text) == words
