"""A transcript → one row of numbers, none of which needs fitting.

References
----------
.. [1] R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32(3), 1948.
.. [2] J. P. Kincaid et al., "Derivation of new readability formulas for Navy enlisted personnel", 1975.
.. [3] C. J. Hutto and E. Gilbert, "VADER: a parsimonious rule-based model for sentiment analysis of social
   media text", ICWSM 2014.
"""

import re

import numpy as np
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from cremad.features.text.columns import column_names
from cremad.features.text.options import TextFeatureOptions
from cremad.features.text.words import WORD, count_syllables, split_words

QUESTION_WORDS = {"how", "what", "when", "where", "which", "who", "whom", "whose", "why"}
NEGATIONS = {"cannot", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing", "nowhere", "without"}
FIRST_PERSON = {"i", "me", "mine", "my", "myself", "our", "ours", "ourselves", "us", "we"}


class TextExtractor:
    """Counts, readability [1]_ [2]_ and sentiment [3]_; keep one, since making it loads the lexicon.

    Parameters
    ----------
    options : TextFeatureOptions
    """

    def __init__(self, options: TextFeatureOptions):
        self.options = options
        self._sentiment = SentimentIntensityAnalyzer()

    def extract(self, transcript: str | None) -> np.ndarray:
        """Numbers of one transcript.

        Parameters
        ----------
        transcript : str or None
            English text.

        Returns
        -------
        (n_columns,) float32 array
            In the order of `column_names`; all zero where there is no word.
        """
        transcript = transcript or ""
        words = split_words(transcript)
        if not words:
            return np.zeros(len(column_names(self.options)), np.float32)
        scores = self._sentiment.polarity_scores(transcript)
        sentiments = [scores[name] for name in ("neg", "neu", "pos", "compound")]
        sentences = max(1, len(re.findall(r"\w[^.!?…]*(?:[.!?…]|$)", transcript)))
        return np.array(
            [*_counts(transcript, words, sentences), *_ratios(words, sentences), *sentiments], np.float32
        )


def _counts(transcript: str, words: list[str], sentences: int) -> list[int]:
    stems = [word.split("'")[0] for word in words]  # I'm → i, we'll → we
    return [
        len(words),
        _letters(words),
        sentences,
        len(re.findall(r"[^\w\s]", re.sub(WORD, "", transcript))),
        sum(word.count("'") for word in words),
        transcript.count("?"),
        sum(stem in QUESTION_WORDS for stem in stems),
        sum(word in NEGATIONS or word.endswith("n't") for word in words),
        sum(stem in FIRST_PERSON for stem in stems),
    ]


def _ratios(words: list[str], sentences: int) -> list[float]:
    per_sentence = len(words) / sentences
    syllables = sum(map(count_syllables, words)) / len(words)
    return [
        _letters(words) / len(words),
        len(set(words)) / len(words),
        syllables,
        206.835 - 1.015 * per_sentence - 84.6 * syllables,
        0.39 * per_sentence + 11.8 * syllables - 15.59,
    ]


def _letters(words: list[str]) -> int:
    return sum(len(word.replace("'", "")) for word in words)
