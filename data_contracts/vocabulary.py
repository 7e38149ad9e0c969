"""Labels spelt once: emotions, sentences, levels, modalities, and how corpora write them."""

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
    "six": EMOTIONS,
    "three": ("anger", "happy", "sad"),
}
"""Named sets of emotions that a model is trained and scored on, largest first."""

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

FEATURE_SETS: Final = ("audio", "image", "text", "egemaps", "speech", "cnn", "sentence")
"""Sets of features, each with a table ``features_<set>``. The first three, one of each modality, are in every run;
the others come with extras: openSMILE's set for sound, and networks' embeddings of sound, face and sentence."""

SEQUENCE_SETS: Final = ("log_mel", "mfcc", "face")
"""Kinds of sequences of frames, for networks: of sound its log-mel bands and its MFCC, of sight the face."""

TEXT_SETS: Final = ("text", "sentence")
"""Those that see the words alone."""

MODALITIES: Final = (
    *FEATURE_SETS,
    "audio+speech",
    "audio+image",
    "audio+cnn",
    "speech+image",
    "audio+speech+image",
    "none",
    "human_voice",
    "human_face",
    "human_both",
)
"""What a row of a results table has seen; `none` for a row that looks at labels alone."""

RATERS_OF_SET: Final = {
    "audio": "voice",
    "egemaps": "voice",
    "speech": "voice",
    "audio+speech": "voice",
    "image": "face",
    "cnn": "face",
    "audio+image": "both",
    "audio+cnn": "both",
    "speech+image": "both",
    "audio+speech+image": "both",
}
"""What raters were given who had what a row has."""

CONTROL_MODELS: Final = (
    "majority",
    "text_only",
    "text_counts",
    "text_vectors",
    "sentence_lookup",
    "shuffled_labels",
    "duration_only",
    "source_only",
)
"""Models that are there to be no good: what they reach, the data give away without any emotion heard."""

ROW_KINDS: Final = ("human", "model", "adapted", "control")
"""Raters; models of one clip at a time; models that hear all clips of the tested actor, without their labels; what
is there to be no good."""

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
