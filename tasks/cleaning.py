"""Tasks of cleaning: consistency of tables, and what cleaning does to each clip."""

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_file
from cremad.cleaning.consistency import CorpusTables, check_consistency
from cremad.cleaning.decisions import COLUMNS, decide_cleaning
from cremad.cleaning.steps import CleaningOptions
from cremad.corpora.corpora import find_corpus
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.protocol import actor_folds
from cremad.evaluation.protocols import divide
from cremad.media.tabular import load_csv
from cremad.preprocessing.feature_sets import feature_sets, find_feature_set
from cremad.tables import current_table, has_group, publish_table, read_table
from data_contracts.contract import load_table
from tasks.context import RunContext
from tasks.stage import Outcome, stage


def available_tables(context: RunContext) -> dict[str, dict[str, Artifact]]:
    """The available tables that clips and features are checked against: inputs of `check_tables`."""
    sets = [each.table for each in feature_sets().values()]
    files = {name: context.corpus_dir / path for name, path in find_corpus(context.corpus).tables.items()}
    return {
        "published": {
            name: current_table(context.data.table(name), context.corpus)
            for name in ("clips_quarantine", "signal_quality")
            if has_group(context.data.table(name), context.corpus)
        },
        "kept_out": {
            name: current_table(context.data.table("rows_quarantine"), f"{context.corpus}.{name}")
            for name in sets
            if has_group(context.data.table("rows_quarantine"), f"{context.corpus}.{name}")
        },
        "corpus_tables": {
            name: Artifact(path=path, sha256=digest_file(path)) for name, path in files.items() if path.is_file()
        },
    }


@stage(name="check-consistency")
def check_tables(
    context: RunContext,
    clips: Artifact,
    features: dict[str, Artifact],
    published: dict[str, Artifact],
    kept_out: dict[str, Artifact],
    corpus_tables: dict[str, Artifact],
) -> Outcome:
    """Check all tables of the corpus against each other and publish the findings."""
    rows = [read_table(each) for each in kept_out.values()]
    findings = check_consistency(
        CorpusTables(
            clips=read_table(clips),
            features={find_feature_set(name).table: read_table(each) for name, each in features.items()},
            needs={find_feature_set(name).table: find_feature_set(name).needs for name in features},
            rows_quarantine=pd.concat(rows) if rows else None,
            named_by_labels=find_corpus(context.corpus).named_by_labels,
            **{name: read_table(each) for name, each in published.items()},
            **{name: load_csv(each.path) for name, each in corpus_tables.items()},
        )
    )
    severities = findings["severity"].value_counts()
    table = _publish(context, "consistency", findings, clips)
    facts = {f"{severity}s": int(severities.get(severity, 0)) for severity in ("error", "warning")}
    return Outcome(artifacts={"consistency": table}, facts=facts)


@stage(name="decide-cleaning")
def decide_clips(
    context: RunContext,
    clips: Artifact,
    features: dict[str, Artifact],
    options: CleaningOptions,
    folds: int,
    seed: int,
) -> Outcome:
    """Publish what cleaning does to every clip, by models that were fitted on other actors."""
    known = read_table(clips, columns=["clip_id", "actor", "sentence", "emotion", "content_sha256"])
    decided, skipped = [pd.DataFrame(columns=COLUMNS)], {}
    for modality, table in features.items():
        numbers = read_table(table).set_index("clip_id").select_dtypes("number")
        having = known[known["clip_id"].isin(numbers.index)]
        division = divide(actor_folds(folds), having, seed=seed)
        if division.not_applicable:
            skipped[modality] = division.not_applicable
            continue
        refuse_leaks(division, having)
        decided.append(decide_cleaning(numbers, having, division.folds, options, modality=modality, seed=seed))
    rows = pd.concat(decided, ignore_index=True)
    table = _publish(context, "cleaning_decisions", rows, clips)
    facts = {"decisions": len(rows), "clips": rows["clip_id"].nunique(), "skipped": skipped}
    return Outcome(artifacts={"cleaning_decisions": table}, facts=facts)


def _publish(context: RunContext, name: str, frame: pd.DataFrame, clips: Artifact) -> Artifact:
    return publish_table(
        context.data.table(name),
        load_table(name),
        frame.assign(corpus=context.corpus),
        group=context.corpus,
        lineage={"clips": clips.sha256},
    )
