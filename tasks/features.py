"""Tasks of feature extraction, one for each modality."""

from cremad.artifacts.artifact import Artifact
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.image.options import ImageFeatureOptions
from cremad.features.text.options import TextFeatureOptions
from cremad.preprocessing.extraction.audio import AudioExtraction
from cremad.preprocessing.extraction.image import ImageExtraction
from cremad.preprocessing.extraction.text import TextExtraction
from cremad.preprocessing.fanout import Extractor
from cremad.tables import read_table
from tasks.extraction import extract
from tasks.place import Place
from tasks.stage import Outcome, stage


@stage(name="extract-audio")
def extract_audio(place: Place, clips: Artifact, options: AudioFeatureOptions) -> Outcome:
    """Features of every clip that has sound."""
    return _extract(place, AudioExtraction(options), clips, ["audio_path", "audio_sha256"])


@stage(name="extract-image")
def extract_image(place: Place, clips: Artifact, options: ImageFeatureOptions) -> Outcome:
    """Features of every clip that has frames."""
    return _extract(place, ImageExtraction(options), clips, ["video_path", "video_sha256"])


@stage(name="extract-text")
def extract_text(place: Place, clips: Artifact, options: TextFeatureOptions) -> Outcome:
    """Features of every clip that has a transcript."""
    return _extract(place, TextExtraction(options), clips, ["transcript"])


def _extract(place: Place, extractor: Extractor, clips: Artifact, needs: list[str]) -> Outcome:
    """Extract from the clips that have what is needed; without any, there is no table and that is no fault."""
    records = read_table(clips, columns=["clip_id", *needs]).dropna()
    return extract(place, extractor, records) if len(records) else Outcome()
