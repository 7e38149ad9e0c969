"""Labels spelt once: emotions, sentences, levels, modalities, and how corpora write them."""

from itertools import combinations
from typing import Final

EMOTIONS: Final = ("anger", "disgust", "fear", "happy", "neutral", "sad")
"""The six emotions, in the order of every probability column and confusion matrix."""

EMOTION_OF_CODE: Final = {
    "ANG": "anger",
    "DIS": "disgust",
    "FEA": "fear",
    "HAP": "happy",
    "NEU": "neutral",
    "SAD": "sad",
}
"""CREMA-D's file-name codes."""

CODE_OF_EMOTION: Final = {emotion: code for code, emotion in EMOTION_OF_CODE.items()}

VOTE_LETTER_OF_EMOTION: Final = {emotion: code[0] for code, emotion in EMOTION_OF_CODE.items()}
"""The letters of CREMA-D's vote tables: A, D, F, H, N, S."""

LABEL_SETS: Final = {
    {EMOTIONS: "six", ("anger", "happy", "sad"): "three"}.get(emotions, "_".join(emotions)): emotions
    for size in range(len(EMOTIONS), 1, -1)
    for emotions in combinations(EMOTIONS, size)
}
"""Name → emotions that a model chooses among, largest first: every set of two or more."""

LEVELS: Final = {"LO": "low", "MD": "medium", "HI": "high", "XX": "unspecified"}

SENTENCES: Final = {
    "IEO": "It's eleven o'clock.",
    "TIE": "That is exactly what happened.",
    "IOM": "I'm on my way to the meeting.",
    "IWW": "I wonder what this is about.",
    "TAI": "The airplane is almost full.",
    "MTI": "Maybe tomorrow it will be cold.",
    "IWL": "I would like a new alarm clock.",
    "ITH": "I think I have a doctor's appointment.",
    "DFA": "Don't forget a jacket.",
    "ITS": "I think I've seen this before.",
    "TSI": "The surface is slick.",
    "WSI": "We'll stop in a couple of minutes.",
}

VOTE_MODALITIES: Final = ("voice", "face", "both")
"""What the human raters were given; the order of CREMA-D's numbers 1, 2, 3."""

ROW_KINDS: Final = ("human", "model", "adapted", "control")
"""Raters; models of one clip at a time; models that look at other clips of the tested speaker or corpus, without
their labels; controls, which are there to be no good."""

ADAPTATIONS: Final = ("none", "speaker", "corpus")
TARGETS: Final = ("labels", "votes")

ROW_COLUMNS: Final = (
    "row_id",
    "row_kind",
    "features",
    "learner",
    "adaptation",
    "targets",
    "family_weights",
    "thresholds",
    "start",
    "treatment",
    "network",
    "params",
    "raters",
    "protocol",
    "trained_on",
    "labels",
    "clip_set",
)
"""What every results table says of a row: a column for each part of its description."""

ROW_NULLABLE: Final = ("features", "start", "treatment", "network", "params", "raters", "trained_on")
"""Those that not every row has."""

PARENT: Final = "parent_clip_id"
"""Column, or level of an index, that says which clip a changed clip was made from."""

CORPORA: Final = ("synthetic", "crema-d", "ravdess", "manifest")
AUDIO_SOURCES: Final = ("wav", "flv", "mp3", "flac", "other")
SEXES: Final = ("female", "male")
AUGMENTATION_USES: Final = ("added", "alone")
AUGMENTATION_SHOWN: Final = ("clips", "children")
LABEL_FATES: Final = ("kept", "undecided", "lost")
AUGMENTATION_VERDICTS: Final = ("gain", "no gain", "loss")
SEVERITIES: Final = ("error", "warning")
"""An `error` sends the clip to quarantine; a `warning` is written down and the clip stays."""
