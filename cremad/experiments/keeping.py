"""Storing the models of a comparison, each fitted on all of its row's clips."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from pathlib import Path

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_json
from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.rows import Row, scored_clips
from cremad.experiments.comparison import FeatureTables, read_inputs
from cremad.experiments.run import fit_row
from cremad.networks.network_file import ID_LENGTH
from cremad.preprocessing.recipe import FeatureRecipe
from cremad.registry.aliases import set_alias
from cremad.registry.description import About, Lineage
from cremad.registry.storage import save_model


def is_kept(row: Row) -> bool:
    """Whether the row's model is stored: not raters, not a control, and scored on unseen speakers."""
    return row.kind in ("model", "adapted") and row.protocol.kind == "actor"


def keep_models(
    models: Path,
    rows: Iterable[Row],
    clips: Artifact,
    features: FeatureTables,
    recipes: Mapping[str, FeatureRecipe],
    lineage: Lineage,
    *,
    executor: Executor,
) -> dict[str, Artifact]:
    """Fit each row's model on all of its clips and store it, under its id and a readable alias.

    Parameters
    ----------
    models : Path
        Folder of models.
    rows : iterable of Row
    features : tuple of (name, Artifact)
    recipes : mapping of str to FeatureRecipe
        Feature set or kind of sequence → how it was made.
    lineage : Lineage
        Common lineage; the numbers of clips and speakers are set for each model.

    Returns
    -------
    dict of str to Artifact
        Id of the row → stored model.
    """
    waiting = [
        (row, executor.submit(_keep_model, models, row, clips, features, dict(recipes), lineage)) for row in rows
    ]
    kept = {}
    for row, future in waiting:
        kept[row.id] = future.result()
        set_alias(models, alias_of(row, lineage.corpus), kept[row.id].sha256[:ID_LENGTH])
    return kept


def alias_of(row: Row, corpus: str) -> str:
    """A readable alias, unique among the rows of a corpus, such as ``crema-d.logistic_regression.audio.six``."""
    told = row.columns()
    options = [name for name in ("family_weights", "thresholds") if told[name]]
    options += [told[name] for name in ("adaptation", "targets") if told[name] not in ("none", "labels")]
    options += [f"from-{told['start']}"] if told["start"] else []
    options += [f"params-{digest_json(row.model.params)[:6]}"] if row.model.params else []
    with_video = ["video"] if len(row.clips) > 1 else []
    return ".".join([corpus, row.model.learner, "-".join(row.model.features), *options, row.labels, *with_video])


def _keep_model(
    models: Path,
    row: Row,
    clips: Artifact,
    features: FeatureTables,
    recipes: dict[str, FeatureRecipe],
    lineage: Lineage,
) -> Artifact:
    inputs = read_inputs(clips, features)
    estimator = fit_row(row, inputs.clips, inputs.features, seed=lineage.seed)
    scored = scored_clips(inputs.clips, inputs.features, row.must_have, row.labels)
    about = About(
        spec=row.model,
        labels=row.labels,
        columns=tuple(model_inputs(row.model, scored, inputs.features)),
        recipe={name: recipes[name] for name in row.model.reads},
        gains=_gains(scored),
        training_clips="",
        lineage=lineage.model_copy(update={"n_clips": len(scored), "n_speakers": scored["actor"].nunique()}),
    )
    return save_model(models, estimator, about, scored)


def _gains(scored: pd.DataFrame) -> dict[str, float]:
    """Kind of audio file → the gain that brings it to the level of the corpus."""
    if "audio_gain" not in scored:
        return {}
    known = scored.dropna(subset=["audio_source", "audio_gain"])
    return {source: float(gain) for source, gain in known.groupby("audio_source")["audio_gain"].first().items()}
