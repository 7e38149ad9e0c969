"""What extracts every set of features and every kind of sequence, and what a clip needs to have it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from cremad.preprocessing.extraction.audio import AudioExtraction
from cremad.preprocessing.extraction.cnn import CnnExtraction
from cremad.preprocessing.extraction.egemaps import EgemapsExtraction
from cremad.preprocessing.extraction.face import FaceExtraction
from cremad.preprocessing.extraction.frames import FrameExtraction
from cremad.preprocessing.extraction.image import ImageExtraction
from cremad.preprocessing.extraction.sentence import SentenceExtraction
from cremad.preprocessing.extraction.sound import SOUND
from cremad.preprocessing.extraction.speech import SpeechExtraction
from cremad.preprocessing.extraction.text import TextExtraction
from cremad.preprocessing.fanout import Extractor

FRAMES = ("video_path", "video_sha256")
WORDS = ("transcript",)


class FeatureSet(NamedTuple):
    """A row of the table below."""

    extractor: Callable[[Any], Extractor]
    """Options → extractor."""
    needs: tuple[str, ...]
    """Columns of `clips` without which a clip has no row."""


FEATURE_SETS = {
    "audio": FeatureSet(AudioExtraction, SOUND),
    "image": FeatureSet(ImageExtraction, FRAMES),
    "text": FeatureSet(TextExtraction, WORDS),
    "egemaps": FeatureSet(EgemapsExtraction, SOUND),
    "speech": FeatureSet(SpeechExtraction, SOUND),
    "cnn": FeatureSet(CnnExtraction, FRAMES),
    "sentence": FeatureSet(SentenceExtraction, WORDS),
}
"""The names are those of `vocabulary.FEATURE_SETS`."""

SEQUENCE_SOURCES = {"audio": FeatureSet(FrameExtraction, SOUND), "face": FeatureSet(FaceExtraction, FRAMES)}
"""By the name of the options in a profile. The forms of their extractors are of `vocabulary.SEQUENCE_SETS`."""
