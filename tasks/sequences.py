"""The task that stores every clip's sequences of frames for random access by networks."""

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.code import code_digest
from cremad.preprocessing.feature_sets import sequence_sources
from cremad.preprocessing.sequences import publish_sequences
from cremad.settings import Options
from cremad.tables import read_table
from tasks.admission import quarantine_rows
from tasks.context import RunContext
from tasks.extraction import account, compute, recipe_of
from tasks.stage import Outcome, stage


@stage(name="extract-sequences")
def extract_sequences(context: RunContext, source: str, clips: Artifact, options: Options) -> Outcome:
    """Sequences of each clip that has what the source needs; nothing if there are no such clips."""
    chosen = sequence_sources()[source]
    records = read_table(clips, columns=["clip_id", *chosen.needs]).dropna()
    if not len(records):
        return Outcome()
    extractor = chosen.extractor(options)
    extraction = compute(context, extractor, records)
    lineage = {"clips": clips.sha256, "code": code_digest(*extractor.modules), "recipe": recipe_of(extractor)}
    kept = {"group": context.corpus, "lineage": lineage}
    artifacts = {
        name: publish_sequences(context.data.sequences(name), name, extraction, form, **kept)
        for name, form in extractor.forms.items()
    }
    quarantine = quarantine_rows(context, extractor.name, [extractor.key], extraction.failures, **kept)
    return Outcome(artifacts=artifacts | {"quarantine": quarantine}, facts=account(extraction))
