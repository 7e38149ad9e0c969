"""From features to a model's best parameters, all trials, and the search's score on unseen actors."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from cremad.artifacts.artifact import Artifact
from cremad.catalogue.rows import ANY
from cremad.search.spaces import searchable
from cremad.search.strategies import StrategyName
from data_contracts.contract import load_table
from flows.declared import flow
from flows.parameters import Corpus, DaskAddress, DataDir, Epochs, Folds, ProfileName, Seed, Workers
from pipeline_config.profile import FeatureSetName, Profile
from tasks.admission import admit
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.evaluate import score_predictions
from tasks.inputs import current_clips, current_features, current_sequences
from tasks.search import name_search, run_studies, show_trials
from tasks.stage import Stages

if TYPE_CHECKING:
    LearnerName = str
else:
    LearnerName = Literal[*searchable(), ANY]

Learner = Annotated[
    LearnerName | None,
    Field(
        description="Learner whose parameters are searched; any: families of features, preparation and learner "
        "too; empty: the profile's."
    ),
]
FeatureSetsTogether = Annotated[
    list[FeatureSetName] | None,
    Field(description="Feature sets that are used together; empty: the profile's.", min_length=1),
]
Strategy = Annotated[StrategyName | None, Field(description="Search strategy; empty: the profile's.")]
CompareWith = Annotated[
    StrategyName | None,
    Field(description="Strategy of a second search at the same budget, to compare with; empty: the profile's."),
]
Trials = Annotated[int | None, Field(description="Most trials of a study; empty: the profile's.", ge=1, le=10_000)]
Minutes = Annotated[
    float | None,
    Field(description="Computing time of a study, over all workers; empty: the profile's.", gt=0, le=10_080),
]
Pruning = Annotated[bool | None, Field(description="Whether weak trials are pruned; empty: the profile's.")]
Nested = Annotated[
    bool | None,
    Field(description="Whether the search is scored on unseen actors (nested); empty: the profile's."),
]


@flow(name="search", flow_run_name="search {corpus}")
def search(
    corpus: Corpus = "synthetic",
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    seed: Seed = None,
    folds: Folds = None,
    learner: Learner = None,
    features: FeatureSetsTogether = None,
    strategy: Strategy = None,
    compare_with: CompareWith = None,
    epochs: Epochs = None,
    trials: Trials = None,
    minutes: Minutes = None,
    pruning: Pruning = None,
    nested: Nested = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
) -> dict[str, Any]:
    """Search over a model's options; a killed search resumes."""
    context, options = open_context(
        corpus,
        None,
        data_dir,
        profile,
        seed=seed,
        experiment__folds=folds,
        search__learner=learner,
        search__features=features,
        search__nested=nested,
        search__compare_with=compare_with,
        search__epochs=epochs,
        search__study__strategy=strategy,
        search__study__trials=trials,
        search__study__minutes=minutes,
        search__study__pruning=pruning,
        cluster__workers=workers,
        cluster__address=dask_address,
    )
    stages = Stages(context)
    with shared_cluster():
        tables = current_features(context) | current_sequences(context)
        run_id, facts = run_search(stages, options, current_clips(context), tables)
    return {"run_id": run_id, **facts, "stages": stages.account()}


def run_search(
    stages: Stages, options: Profile, clips: Artifact, features: dict[str, Artifact]
) -> tuple[str, dict[str, Any]]:
    """The stages of a search, in order; gives the run's id, the best model specification and the page."""
    features = {name: table for name, table in features.items() if name in options.search.reads}
    run_id = name_search(clips, features, options.search, options.experiment, options.seed)
    found = stages.run(
        run_studies,
        run_id=run_id,
        clips=clips,
        features=features,
        options=options.search,
        experiment=options.experiment,
        seed=options.seed,
    )
    tables = {
        name: stages.run(admit, f"admit-{name}", rows=rows, contract=load_table(name), group=run_id).artifacts[
            "table"
        ]
        for name, rows in found.artifacts.items()
    }
    metrics = None
    if "predictions" in tables:
        scored = stages.run(
            score_predictions,
            run_id=run_id,
            predictions=tables["predictions"],
            clips=clips,
        )
        metrics = scored.artifacts["metrics"]
    shown = stages.run(show_trials, run_id=run_id, trials=tables["trials"], metrics=metrics)
    return run_id, {"best": found.facts["best"], "page": shown.facts["page"]}
