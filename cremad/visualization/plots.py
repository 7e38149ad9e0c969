"""Pictures of results as SVG: small, sharp, with their text as text, the same bytes for the same numbers.

Each function returns a whole SVG document that can stand alone, in a file or in a Markdown page; inside the
report the same text takes the page's colours.
"""

import base64
from collections.abc import Mapping

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import ArrayLike

from cremad.evaluation import classification, ranking
from cremad.visualization import numbers
from cremad.visualization.scores import Score
from cremad.visualization.templates import draw
from data_contracts.vocabulary import LABEL_SETS

ROC_SIDE_PX = 136
"""Side of one panel, as ``plots.html`` draws it."""


def dot_whisker_svg(score: Score, *, kind: str, chance: float, name: str) -> Markup:
    """A score and its interval on a scale from 0 to 1, chance dashed.

    Parameters
    ----------
    score : Score
    kind : {"model", "human", "control"}
        Drawn as a filled dot, a diamond, a ring.
    chance : float
        Score of guessing.
    name : str
        Whose score it is.
    """
    return draw("dot_whisker", score, kind, chance, f"{name}: {score}")


def confusion_svg(predictions: pd.DataFrame, *, labels: str, name: str) -> Markup:
    """Confusion matrix as shares of each row.

    Parameters
    ----------
    predictions : DataFrame
        Columns y_true and y_pred of one model.
    labels : str
        Label set, ``six`` or ``three``.
    name : str
        Whose answers they are.
    """
    classes = LABEL_SETS[labels]
    matrix = classification.confusion_matrix(predictions["y_true"], predictions["y_pred"], classes)
    totals = matrix.sum(axis=1)
    shares = matrix / np.maximum(totals, 1)[:, None]
    hits = (f"{each} {numbers.score(shares[n, n])}" for n, each in enumerate(classes))
    label = f"Confusion matrix of {name}. Found of each emotion: {', '.join(hits)}"
    return draw("confusion", classes, shares.tolist(), totals.tolist(), label)


def roc_svg(predictions: Mapping[str, pd.DataFrame], names: Mapping[str, str], *, labels: str) -> Markup:
    """Curves of each emotion against the rest, one panel an emotion.

    Parameters
    ----------
    predictions : mapping of str to DataFrame
        ``model`` and, if there are raters, ``human`` → columns y_true and p_<emotion>. Clips without
        probabilities are left out.
    names : mapping of str to str
        Names for the legend, by the same keys.
    labels : str
        Label set, ``six`` or ``three``.
    """
    classes = LABEL_SETS[labels]
    complete = {
        kind: frame.dropna(subset=[f"p_{each}" for each in classes]) for kind, frame in predictions.items()
    }
    complete = {kind: frame for kind, frame in complete.items() if len(frame)}
    panels = [_roc_panel(complete, each) for each in classes]
    areas = (f"{p['name']} " + ", ".join(f"{names[k]} {a}" for k, a in p["areas"].items()) for p in panels)
    label = f"ROC curves, area under each. {'; '.join(areas)}"
    return draw("roc", panels, {kind: names[kind] for kind in complete}, label)


def data_uri(svg: str) -> str:
    """An SVG as an address that an image in HTML or Markdown can carry."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _roc_panel(predictions: Mapping[str, pd.DataFrame], emotion: str) -> dict:
    curves, areas = {}, {}
    for kind, frame in predictions.items():
        scores, positive = frame[f"p_{emotion}"].to_numpy(), (frame["y_true"] == emotion).to_numpy()
        false_rate, true_rate = ranking.roc_curve(scores, positive)
        areas[kind] = numbers.score(ranking.auc(scores, positive))
        if len(false_rate):
            curves[kind] = _points(false_rate, true_rate)
    return {"name": emotion, "curves": curves, "areas": areas}


def _points(x: ArrayLike, y: ArrayLike) -> str:
    """Corners of a curve on half pixels, each once, in the notation of an SVG path."""
    corners = np.round(np.column_stack([x, 1 - np.asarray(y)]) * ROC_SIDE_PX * 2) / 2
    moved = np.r_[True, (np.diff(corners, axis=0) != 0).any(axis=1)]
    return "L".join(f"{across:g} {up:g}" for across, up in corners[moved])
