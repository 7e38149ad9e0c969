"""The task of feature extraction, for every set of features."""

from cremad.artifacts.artifact import Artifact
from cremad.preprocessing.extraction.sets import FEATURE_SETS
from cremad.settings import Options
from cremad.tables import read_table
from tasks.context import RunContext
from tasks.extraction import extract
from tasks.stage import Outcome, stage


@stage(name="extract")
def extract_features(context: RunContext, feature_set: str, clips: Artifact, options: Options) -> Outcome:
    """Features of every clip that has what the set needs; where none has, no table, and that is no fault."""
    extractor, needs = FEATURE_SETS[feature_set]
    records = read_table(clips, columns=["clip_id", *needs]).dropna()
    return extract(context, extractor(options), records) if len(records) else Outcome()
