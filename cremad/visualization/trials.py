"""Trials of a search as a picture and as Markdown: every trial, its round, and the best so far."""

import json

import numpy as np
import pandas as pd
from markupsafe import Markup

from cremad.visualization import numbers
from cremad.visualization.names import readable
from cremad.visualization.plots import data_uri
from cremad.visualization.templates import environment

WIDE_PX, TALL_PX = 600, 200
"""Size of the panel, as ``trials.html`` draws it."""

LABELLED_ROUNDS = 20
"""More rounds than these are not named one by one."""


def trials_svg(trials: pd.DataFrame, *, name: str) -> Markup:
    """Every trial of one study and the best complete one so far, round beside round.

    Parameters
    ----------
    trials : DataFrame
        Rows of the contract `trials`, of one study.
    name : str
        Of the search.
    """
    trials = trials.sort_values("trial", ignore_index=True)
    scores = trials["inner_uar"].astype(float)
    low, high = _ends(scores)
    x = (np.arange(len(trials)) + 0.5) / max(len(trials), 1) * WIDE_PX
    y = TALL_PX * (1 - (scores.fillna(low) - low) / (high - low))
    shown = trials["state"].where((trials["state"] != "complete") | (trials["actor_share"] == 1), "part")
    points = [
        {"x": across, "y": up, "state": state, "title": _title(row)}
        for across, up, state, row in zip(x, y, shown, trials.itertuples(), strict=True)
    ]
    best = scores.where(shown == "complete").cummax()
    marks = [{"at": TALL_PX * (1 - share), "value": low + share * (high - low)} for share in (0, 0.5, 1)]
    label = f"{len(trials)} trials of {name}; best {_best(best)}"
    template = environment().get_template("trials.html").module
    return template.trials(
        points, _steps(x, TALL_PX * (1 - (best - low) / (high - low))), _bands(trials), marks, label
    )


def trials_markdown(trials: pd.DataFrame, metrics: pd.DataFrame | None) -> str:
    """What the search found, what it is worth on unseen actors, and a picture of each study.

    Parameters
    ----------
    trials : DataFrame
        Rows of the contract `trials`, of one run.
    metrics : DataFrame or None
        Rows of the contract `metrics`, of the same run; None if the search was not nested.
    """
    name = readable(trials["model"].iloc[0])
    parts = [f"## {name}", _worth(metrics)]
    for fold, rows in trials.groupby("outer_fold", dropna=False):
        of = "All clips" if pd.isna(fold) else f"Training clips of fold {fold}"
        complete = rows[(rows["state"] == "complete") & (rows["actor_share"] == 1)]
        chosen = complete.sort_values(["inner_uar", "trial"], ascending=[False, True])["params"].iloc[0]
        states = ", ".join(f"{count} {state}" for state, count in rows["state"].value_counts().items())
        seconds = numbers.duration(rows["seconds"].sum())
        picture = data_uri(trials_svg(rows, name=name))
        parts.append(f"### {of}\n\n{states}, {seconds} of computing. Chosen: `{chosen}`\n\n![{of}]({picture})")
    return "\n\n".join(parts) + "\n"


def _worth(metrics: pd.DataFrame | None) -> str:
    if metrics is None:
        return (
            "The search was not nested, so that no figure can be claimed for it: the best of many has luck in it."
        )
    uar = metrics[(metrics["metric"] == "uar") & metrics["class"].isna()].iloc[0]
    interval = numbers.interval(uar["ci_low"], uar["ci_high"])
    return (
        f"UAR on actors that no search has met: **{numbers.score(uar['value'])}** {interval}, "
        f"{numbers.count(uar['n_clips'], 'clip')} of {numbers.count(uar['n_actors'], 'actor')}."
    )


def _ends(scores: pd.Series) -> tuple[float, float]:
    """Ends of the scale: round numbers about the scores."""
    if scores.notna().any():
        return float(np.floor(scores.min() * 20 - 1e-9) / 20), float(np.ceil(scores.max() * 20 + 1e-9) / 20)
    return 0.0, 1.0


def _title(row) -> str:
    params = ", ".join(f"{key} {value}" for key, value in json.loads(row.params).items())
    score = "" if row.inner_uar is None or np.isnan(row.inner_uar) else f" {numbers.score(row.inner_uar)}"
    parents = json.loads(row.parents)
    of = f", of {' and '.join(map(str, parents))}" if parents else ""
    return f"trial {row.trial}: {row.state}{score}{of}; {params}"


def _best(best: pd.Series) -> str:
    return numbers.score(best.max()) if best.notna().any() else "none"


def _steps(x: np.ndarray, y: pd.Series) -> str:
    """A staircase in the notation of an SVG path; empty without any step."""
    there = y.notna().to_numpy()
    pieces = [f"{across:.1f} {up:.1f}" for across, up in zip(x[there], y[there], strict=True)]
    return pieces[0] + "".join(f"H{p.split()[0]}V{p.split()[1]}" for p in pieces[1:]) if pieces else ""


def _bands(trials: pd.DataFrame) -> list[dict]:
    """Where rounds begin, and their names."""
    first = trials.drop_duplicates("round")
    many = len(first) > LABELLED_ROUNDS
    return [
        {"at": index / len(trials) * WIDE_PX, "name": "" if many else str(each.round + 1)}
        for index, each in zip(first.index, first.itertuples(), strict=True)
    ]
