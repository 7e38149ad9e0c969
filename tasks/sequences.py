"""The task that keeps every clip's frame-level matrices where a network reads them by random access."""

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.code import code_digest
from cremad.features.audio.engine import FrameMatrices
from cremad.features.audio.options import AudioFeatureOptions
from cremad.preprocessing.extraction.frames import FrameExtraction
from cremad.preprocessing.extraction.sound import SOUND
from cremad.preprocessing.sequences import publish_sequences
from cremad.tables import read_table
from tasks.admission import quarantine_rows
from tasks.extraction import account, compute
from tasks.place import Place
from tasks.stage import Outcome, stage


@stage(name="extract-sequences")
def extract_sequences(place: Place, clips: Artifact, options: AudioFeatureOptions) -> Outcome:
    """Log-mel and MFCC of every frame of each clip that has sound; where none has, nothing, which is no fault."""
    records = read_table(clips, columns=["clip_id", *SOUND]).dropna()
    if not len(records):
        return Outcome()
    extractor = FrameExtraction(options)
    extraction = compute(place, extractor, records)
    kept = {"group": place.corpus, "lineage": {"clips": clips.sha256, "code": code_digest(*extractor.modules)}}
    artifacts = {
        name: publish_sequences(place.data.sequences(name), name, extraction, options, **kept)
        for name in FrameMatrices._fields
    }
    quarantine = quarantine_rows(place, extractor.name, [extractor.key], extraction.failures, **kept)
    return Outcome(artifacts=artifacts | {"quarantine": quarantine}, facts=account(extraction))
