"""Tasks of search: run the studies, and show their trials in Prefect."""

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact

from cremad.artifacts.artifact import Artifact
from cremad.experiments.comparison import read_inputs
from cremad.experiments.options import ExperimentOptions
from cremad.search.nested import SearchOptions, search_corpus
from cremad.search.point import spec_line
from cremad.search.spaces import modules_of
from cremad.search.trial import Trial
from cremad.tables import read_table
from cremad.visualization.trials import trials_markdown
from tasks.caching import name_result
from tasks.cluster import dask_executor
from tasks.context import RunContext
from tasks.stage import Outcome, stage
from tasks.staging import write_staged


def name_search(
    clips: Artifact,
    features: dict[str, Artifact],
    options: SearchOptions,
    experiment: ExperimentOptions,
    seed: int,
) -> str:
    """The run's id: a digest of everything that determines its results."""
    decides = {"clips": clips, "features": features, "options": options, "experiment": experiment, "seed": seed}
    return name_result(decides, __name__, *modules_of([options.learner]))


@stage(name="search-options")
def run_studies(
    context: RunContext,
    run_id: str,
    clips: Artifact,
    features: dict[str, Artifact],
    options: SearchOptions,
    experiment: ExperimentOptions,
    seed: int,
) -> Outcome:
    """Search over all clips and, if nested, within each outer fold; killed studies resume from their journals."""
    log = get_run_logger()

    def tell(strategy: str, fold: int | None, trial: Trial, done: int, most: int) -> None:
        where = "all clips" if fold is None else f"fold {fold}"
        score = trial.reason if trial.uar is None else f"UAR {trial.uar:.4f}"
        log.info("%s, %s, %d of at most %d trials: %s, %s", strategy, where, done, most, trial.state, score)

    inputs = read_inputs(clips, tuple(sorted(features.items())))
    with dask_executor(context.cluster) as executor:
        found = search_corpus(
            inputs.clips,
            inputs.features,
            options,
            folds=experiment.folds,
            least_actors=experiment.least_actors,
            seed=seed,
            home=context.data.studies,
            executor=executor,
            on_trial=tell,
        )
    best = spec_line(found.best)
    log.info("the best over all clips: %s", best)
    for emotion, reason in found.left_out.items():
        log.warning("%s is excluded: %s", emotion, reason)
    named = {"run_id": run_id, "corpus": context.corpus}
    made = {"trials": found.trials, "predictions": found.predictions}
    return Outcome(
        artifacts={
            name: write_staged(context, name, f.assign(**named)) for name, f in made.items() if f is not None
        },
        facts={"best": best, "trials": len(found.trials), "left_out": found.left_out},
    )


@task(name="show-trials", persist_result=False)
def show_trials(context: RunContext, run_id: str, trials: Artifact, metrics: Artifact | None) -> Outcome:
    """Publish results, scores and figures of the studies in Prefect and next to the reports."""
    written = trials_markdown(read_table(trials), None if metrics is None else read_table(metrics))
    create_markdown_artifact(written, key="search")
    path = context.data.report(run_id) / "search.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written)
    return Outcome(facts={"page": str(path)})
