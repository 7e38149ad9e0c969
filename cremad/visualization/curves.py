"""How the training of networks went: their losses and their UAR on held-out actors, epoch by epoch."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup

from cremad.evaluation.scoring import by_row
from cremad.visualization import numbers
from cremad.visualization.names import division_title, row_title_with_inputs, within_sentence
from cremad.visualization.templates import environment

WIDE_PX, TALL_PX = 250, 110
"""Size of a panel, as ``curves.html`` draws it."""


class Training(NamedTuple):
    """A network's curves and what stands above them."""

    title: str
    svg: Markup


def training_curves(history: pd.DataFrame) -> list[Training]:
    """A picture for each row of a network, of the means over its folds, by title.

    A fold that was stopped early is continued with its last values, so that curves do not jump where one ends.

    Parameters
    ----------
    history : DataFrame
        Rows of the contract `training_history`, of one run.
    """
    trainings = []
    for row, rows in by_row(history):
        divided = division_title(row["labels"], row["protocol"], row["clip_set"])
        title = f"{row_title_with_inputs(row)}; {within_sentence(divided)}"
        trainings.append(Training(title, curves_svg(rows, name=title)))
    return sorted(trainings)


def curves_svg(history: pd.DataFrame, *, name: str) -> Markup:
    """Loss in training, and loss and UAR on held-out actors, each on its own scale.

    Parameters
    ----------
    history : DataFrame
        Columns fold, member, epoch, train_loss, held_out_loss, held_out_uar of one network.
    name : str
        Of the network.
    """
    measures = ["train_loss", "held_out_loss", "held_out_uar"]
    runs = history.pivot_table(measures, "epoch", ["fold", "member"], dropna=False).ffill()
    means = {measure: runs[measure].mean(axis=1) for measure in measures if measure in runs}
    highest = max(
        [1e-9, *(means[each].max() for each in measures[:2] if each in means and means[each].notna().any())]
    )
    curves = {
        measure: _path(mean / (1 if measure == "held_out_uar" else highest))
        for measure, mean in means.items()
        if mean.notna().any()
    }
    uar = means.get("held_out_uar", pd.Series(dtype=float)).dropna()
    best = f"; held-out UAR {numbers.score(uar.max())} at epoch {uar.idxmax()}" if len(uar) else ""
    stopped = history.groupby(["fold", "member"])["epoch"].max()
    label = f"{name}: {numbers.count(len(stopped), 'training')} of {_span(stopped)} epochs{best}"
    return environment().get_template("curves.html").module.curves(curves, len(runs), highest, label)


def _path(shares: pd.Series) -> str:
    """A curve in the notation of an SVG path; an epoch is a step across, 1 is the top."""
    across = np.linspace(0, WIDE_PX, len(shares)) if len(shares) > 1 else np.array([WIDE_PX / 2])
    return "L".join(f"{x:.1f} {TALL_PX * (1 - y):.1f}" for x, y in zip(across, shares, strict=True) if pd.notna(y))


def _span(values: pd.Series) -> str:
    low, high = values.min(), values.max()
    return str(low) if low == high else f"{low} to {high}"
