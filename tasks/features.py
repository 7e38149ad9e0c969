"""The task of feature extraction, for every set of features."""

from cremad.artifacts.artifact import Artifact
from cremad.preprocessing.feature_sets import find_feature_set
from cremad.settings import Options
from cremad.tables import read_table
from tasks.context import RunContext
from tasks.extraction import extract
from tasks.stage import Outcome, stage


@stage(name="extract")
def extract_features(context: RunContext, feature_set: str, clips: Artifact, options: Options) -> Outcome:
    """Features of every clip that has what the set needs; no table if there are no such clips."""
    chosen = find_feature_set(feature_set)
    records = read_table(clips, columns=["clip_id", *chosen.needs]).dropna()
    return extract(context, chosen.extractor(options), records) if len(records) else Outcome()
