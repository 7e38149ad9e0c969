"""Tasks of ingestion: measure every media file, and divide clips into admitted and quarantined ones."""

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.preprocessing.extraction.probe import ProbeExtraction
from cremad.preprocessing.ingestion import IngestOptions, assemble_clips
from cremad.tables import publish_table
from data_contracts.contract import Table, load_table
from tasks.admission import judge
from tasks.context import RunContext
from tasks.extraction import extract
from tasks.stage import Outcome, stage
from tasks.staging import read_staged, write_staged


@stage(name="measure-signals")
def measure_signals(context: RunContext, corpus_files: Artifact, options: IngestOptions) -> Outcome:
    """Decode every media file and measure its signal."""
    files = read_staged(corpus_files)
    return extract(context, ProbeExtraction(options), files[files["clip_id"].notna()])


@stage(name="assemble-clips")
def gather_clips(
    context: RunContext,
    inventory: Artifact,
    corpus_files: Artifact,
    signal_quality: Artifact,
    options: IngestOptions,
) -> Outcome:
    """Apply the rules: each clip of the inventory goes into `clips` or, with its reason, into quarantine."""
    ingested = assemble_clips(
        read_staged(inventory), read_staged(corpus_files), read_staged(signal_quality), options
    )
    return Outcome(
        artifacts={
            name: write_staged(context, name, getattr(ingested, attribute))
            for name, attribute in [
                ("clips", "clips"),
                ("clips_findings", "findings"),
                ("clips_quarantine", "quarantine"),
            ]
        },
        facts={"clips": len(ingested.clips), "quarantined": ingested.quarantine["clip_id"].nunique()},
    )


@stage(name="admit-clips")
def admit_clips(
    context: RunContext, clips: Artifact, clips_findings: Artifact, clips_quarantine: Artifact, contract: Table
) -> Outcome:
    """Validate the clips by their contract and publish them; invalid ones are quarantined."""
    judged = judge(context, read_staged(clips), contract)
    broken = judged.findings.assign(path="clips")[["clip_id", "path", "rule", "reason", "severity"]]
    frames = {
        "clips": judged.good,
        "clips_findings": pd.concat([read_staged(clips_findings), broken], ignore_index=True),
        "clips_quarantine": pd.concat([read_staged(clips_quarantine), broken], ignore_index=True),
    }
    artifacts = {
        name: publish_table(
            context.data.table(name),
            load_table(name),
            frame,
            group=context.corpus,
            lineage={"clips": clips.sha256},
        )
        for name, frame in frames.items()
    }
    return Outcome(artifacts=artifacts, facts={"clips": len(judged.good), "broken": len(broken)})
