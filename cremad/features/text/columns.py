"""Names of the columns, in their order. Units and meanings stand in the contract ``features_text``."""

from cremad.features.text.options import TextFeatureOptions

COUNTS = (
    "n_words",
    "n_characters",
    "n_sentences",
    "n_punctuation",
    "n_apostrophes",
    "n_question_marks",
    "n_question_words",
    "n_negations",
    "n_first_person",
)
RATIOS = (
    "mean_word_length",
    "type_token_ratio",
    "syllables_per_word",
    "flesch_reading_ease",
    "flesch_kincaid_grade",
)
SENTIMENTS = ("sentiment_negative", "sentiment_neutral", "sentiment_positive", "sentiment_compound")


def column_names(options: TextFeatureOptions) -> tuple[str, ...]:
    """Names of the values that an extractor gives.

    Examples
    --------
    >>> column_names(TextFeatureOptions())[:2]
    ('n_words', 'n_characters')
    """
    return COUNTS + RATIOS + SENTIMENTS
