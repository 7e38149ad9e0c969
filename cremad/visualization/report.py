"""One page of HTML a run: self-contained, no script, readable in the light, in the dark and on paper."""

from pathlib import Path

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import atomic_path, digest_bytes
from cremad.visualization import summaries
from cremad.visualization.comparisons import compare_best
from cremad.visualization.content import ReportContent
from cremad.visualization.curves import training_curves
from cremad.visualization.figures import compare_with_raters
from cremad.visualization.plots import dot_whisker_svg
from cremad.visualization.published import ACTORS_SHARED, SPEAKER_INDEPENDENT
from cremad.visualization.scores import main_tables
from cremad.visualization.templates import environment
from cremad.visualization.verdict import Verdict

LISTED_CLIPS = 200
"""Rows of quarantine that a page shows; the table holds them all."""

LISTED_TESTS = 12
"""Tests of drift that a page shows, alarms first."""


def render_report(content: ReportContent) -> str:
    """The page as HTML, the same bytes for the same content.

    Parameters
    ----------
    content : ReportContent
        What is None or empty is absent from the page, with a sentence where a reader would look for it.
    """
    verdict = Verdict(content)
    main = main_tables(verdict.tables)
    predictions = content.predictions
    comparisons = (
        [] if predictions is None else [c for table in main for c in compare_with_raters(predictions, table)]
    )
    significance = content.significance
    compared = [] if significance is None else list(compare_best(significance, main))
    published = [(SPEAKER_INDEPENDENT, True), (ACTORS_SHARED, False)] if content.corpus == "crema-d" else []
    page = environment().get_template("report.html")
    return page.render(
        content=content,
        verdict=verdict,
        main_tables=main,
        comparisons=comparisons,
        compared=compared,
        curves=[] if content.training_history is None else training_curves(content.training_history),
        clips=None if content.clips is None else summaries.summarise_clips(content.clips),
        warnings=summaries.warnings_of(content),
        left_out=content.skipped is not None and len(content.skipped) > 0,
        published=published,
        summaries=summaries,
        dot_whisker=dot_whisker_svg,
        listed=LISTED_CLIPS,
        listed_drift=LISTED_TESTS,
    )


def write_report(folder: Path, content: ReportContent) -> Artifact:
    """Write ``index.html`` into a folder, atomically.

    Parameters
    ----------
    folder : Path
        The run's folder, made if absent.
    content : ReportContent

    Raises
    ------
    StorageError
        If the folder cannot be written or the disk is full; a page that was there is then untouched.
    """
    page = render_report(content).encode()
    path = folder / "index.html"
    with atomic_path(path) as temporary:
        temporary.write_bytes(page)
    return Artifact(path=path, sha256=digest_bytes(page))
