"""The same answer as Markdown, for pages that show nothing else: tables, and pictures as data addresses."""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from cremad.visualization import numbers, summaries
from cremad.visualization.content import ReportContent
from cremad.visualization.figures import compare_with_raters
from cremad.visualization.names import features_title, in_words
from cremad.visualization.plots import data_uri
from cremad.visualization.scores import ResultTable, main_tables, result_tables
from cremad.visualization.selection import selection_svg, selector_name
from cremad.visualization.verdict import Verdict


def summary_markdown(content: ReportContent) -> str:
    """Verdict, controls, main results, what was left out, and pictures of a run."""
    verdict = Verdict(content)
    parts = [f"## {_escape(verdict.sentence)}", *_controls(verdict)]
    parts += [_result_table(table) for table in main_tables(verdict.tables)]
    if content.skipped is not None and len(content.skipped):
        left_out = content.skipped[["subject", "reason"]].itertuples(index=False)
        parts.append(f"### Left out\n\n{_table(('What', 'Why'), left_out)}")
    if content.predictions is not None and content.metrics is not None:
        parts.append(pictures_markdown(content.predictions, content.metrics))
    return "\n\n".join(parts) + "\n"


def metrics_markdown(metrics: pd.DataFrame) -> str:
    """Every label set and protocol as a table, raters among the models."""
    return "\n\n".join(_result_table(table) for table in result_tables(metrics)) + "\n"


def quarantine_markdown(quarantine: pd.DataFrame) -> str:
    """How many clips each rule has kept out."""
    rows = [
        (in_words(each.rule), numbers.count(each.clips), each.example)
        for each in summaries.count_rules(quarantine)
    ]
    return _table(("Rule", "Clips", "One of the reasons"), rows) + "\n"


def pictures_markdown(predictions: pd.DataFrame, metrics: pd.DataFrame) -> str:
    """Confusion matrices and ROC curves of the best models, as images that need no other file."""
    parts = []
    for table in main_tables(result_tables(metrics)):
        for each in compare_with_raters(predictions, table):
            parts.append(f"### {each.title}")
            for picture in (*each.confusions, each.roc):
                caption = _escape(picture.caption)
                alternative = caption.replace("[", "(").replace("]", ")")
                parts.append(f"**{caption}**\n\n![{alternative}]({data_uri(picture.svg)})")
    return "\n\n".join(parts) + "\n"


def selection_markdown(selection: pd.DataFrame, stability: pd.DataFrame) -> str:
    """What each selector keeps, how stable that is and what it is worth, a table and a picture a set of features.

    Parameters
    ----------
    selection, stability : DataFrame
        Rows of the contracts `selection` and `selection_stability`, of one corpus.
    """
    parts = ["# Selection of features"]
    for modality, rows in stability.groupby("modality", sort=True):
        lines = [
            (
                selector_name(row.selector),
                f"{numbers.count(row.n_kept)} of {numbers.count(row.n_features)}",
                f"{numbers.score(row.stability)} {numbers.interval(row.stability_low, row.stability_high)}",
                numbers.score(row.uar),
                f"{numbers.score(row.difference, signed=True)}"
                f" {numbers.interval(row.ci_low, row.ci_high, signed=True)}",
            )
            for row in rows.itertuples()
        ]
        header = ("Selector", "Kept", "Stability", "UAR", "Above all features")
        picture = data_uri(selection_svg(selection[selection["modality"] == modality], rows))
        parts += [f"## {features_title(modality)}", _table(header, lines), f"![kept by family]({picture})"]
    return "\n\n".join(parts) + "\n"


def _controls(verdict: Verdict) -> Iterator[str]:
    if verdict.checks:
        header = ("Control", "Outcome", "UAR", "Yardstick", "UAR of the yardstick")
        rows = [
            (
                check.name,
                "✓ passed" if check.passed else "✗ failed",
                check.found,
                check.yardstick,
                check.bound,
            )
            for check in verdict.checks
        ]
        yield _table(header, rows)


def _result_table(table: ResultTable) -> str:
    rows = [
        (
            features_title(row.inputs),
            f"**{row.name}**" if row == table.best(row.inputs) else row.name,
            row.uar,
            *(
                numbers.score(score.value) if (score := row.score(metric)) else numbers.ABSENT
                for metric in ("accuracy", "macro_f1", "auc")
            ),
            numbers.count(row.n_clips),
            numbers.count(row.n_actors),
        )
        for row in table.rows
    ]
    header = ("Features", "Row", "UAR", "Accuracy", "Macro F1", "AUC", "Clips", "Actors")
    return f"### {table.title}\n\n{_table(header, rows)}"


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *([_escape(str(cell)) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escape(text: str) -> str:
    """Text that can neither break a table nor become HTML."""
    for sign, harmless in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("\n", " ")):
        text = text.replace(sign, harmless)
    return text
