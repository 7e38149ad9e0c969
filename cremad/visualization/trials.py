"""Trials of a search as pictures and as Markdown: every trial, the best so far, and what descends from what."""

import json
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from markupsafe import Markup

from cremad.catalogue.learners import find_learner
from cremad.catalogue.rows import ANY
from cremad.visualization import numbers
from cremad.visualization.plots import data_uri
from cremad.visualization.templates import environment

WIDE_PX, TALL_PX = 600, 200
"""Size of the panel, as ``trials.html`` draws it."""

LABELLED_ROUNDS = 20
"""More rounds than these are not named one by one."""


ANY_TITLE = "Families of features, preparation and learner"
"""Of a search that chooses the learner too."""

SPREAD = 0.6
"""Share of a round's width over which a family tree spreads its trials."""


def trials_svg(trials: pd.DataFrame, *, name: str) -> Markup:
    """Every trial of one study and the best complete one so far, round by round.

    Parameters
    ----------
    trials : DataFrame
        Rows of the contract `trials`, of one study.
    name : str
        Name of the search.
    """
    trials = trials.sort_values("trial", ignore_index=True)
    x = (np.arange(len(trials)) + 0.5) / max(len(trials), 1) * WIDE_PX
    points, height, marks = _points(trials, x)
    best = _whole(trials).cummax()
    label = f"{len(trials)} trials of {name}; best {_best(best)}"
    return _template().trials(points, _steps(x, height(best)), _bands(trials), marks, label)


def lineage_svg(trials: pd.DataFrame, *, name: str) -> Markup:
    """The family tree of one study: rounds across, scores up, a line from each parent to its child.

    Parameters
    ----------
    trials : DataFrame
        Rows of the contract `trials`, of one study.
    name : str
        Name of the search.
    """
    trials = trials.sort_values("trial", ignore_index=True)
    place = trials.groupby("round").cumcount() + 0.5
    count = trials.groupby("round")["round"].transform("size")
    rounds = trials["round"].nunique()
    x = (trials["round"] + 0.5 + SPREAD * (place / count - 0.5)) / max(rounds, 1) * WIDE_PX
    points, _, marks = _points(trials, x)
    at = {trial: (point["x"], point["y"]) for trial, point in zip(trials["trial"], points, strict=True)}
    parents = {trial: json.loads(of) for trial, of in zip(trials["trial"], trials["parents"], strict=True)}
    best = _whole(trials)
    descent = _descent(parents, trials.loc[best.idxmax(), "trial"]) if best.notna().any() else set()
    lines = [
        "".join(
            "M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*at[parent], *at[child])
            for child, those in parents.items()
            for parent in those
            if (child in descent) == chosen
        )
        for chosen in (False, True)
    ]
    founders = sum(not parents[each] for each in descent)
    label = f"Family tree of {name}; best {_best(best)}, of {numbers.count(founders, 'first ancestor')}"
    bands = [{"at": n / rounds * WIDE_PX, "name": str(n + 1)} for n in range(rounds)]
    return _template().lineage(points, *lines, bands, marks, label)


def trials_markdown(trials: pd.DataFrame, metrics: pd.DataFrame | None) -> str:
    """What each search found, what it is worth on unseen actors, and pictures of its studies.

    Parameters
    ----------
    trials : DataFrame
        Rows of the contract `trials`, of one run.
    metrics : DataFrame or None
        Rows of the contract `metrics`, of the same run; None if the search was not nested.
    """
    searches = dict(list(trials.sort_values("started", kind="stable").groupby("row_id", sort=False)))
    parts = [_compared(searches)] if len(searches) > 1 else []
    for row_id, of_search in searches.items():
        name = _name(of_search)
        parts += [f"## {name}", _worth(None if metrics is None else metrics[metrics["row_id"] == row_id])]
        for fold, rows in of_search.groupby("outer_fold", dropna=False):
            of = "All clips" if pd.isna(fold) else f"Training clips of fold {fold}"
            chosen = rows.sort_values("trial").loc[lambda rows: _whole(rows).idxmax(), "spec"]
            states = ", ".join(f"{count} {state}" for state, count in rows["state"].value_counts().items())
            seconds = numbers.duration(rows["seconds"].sum())
            parts.append(f"### {of}\n\n{states}, {seconds} of computing. Chosen: `{chosen}`")
            parts.append(f"![{of}]({data_uri(trials_svg(rows, name=name))})")
            if (rows["parents"] != "[]").any():
                parts.append(f"![Family tree, {of.lower()}]({data_uri(lineage_svg(rows, name=name))})")
    return "\n\n".join(parts) + "\n"


def best_within(trials: pd.DataFrame, seconds: float) -> tuple[int, float]:
    """How many trials of a study ended within a computing time, and the best score of the whole ones among them.

    Trials count in their order, parallel ones one after the other; NaN without any.
    """
    ended = trials.loc[_spent(trials).loc[lambda spent: spent <= seconds].index]
    return len(ended), float(_whole(ended).max())


def _name(trials: pd.DataFrame) -> str:
    """Of a search, for people."""
    searched = trials.iloc[0]
    title = ANY_TITLE if searched["learner"] == ANY else find_learner(searched["learner"]).title
    return f"{title}: {searched['strategy'].replace('_', ' ')} search"


def _compared(searches: Mapping[str, pd.DataFrame]) -> str:
    """What the searches over all clips came to, in all and after as much time as the shortest took."""
    found = [rows[rows["outer_fold"].isna()] for rows in searches.values()]
    spent = min(_spent(rows).iloc[-1] for rows in found)
    lines = ["## Side by side\n"]
    for rows in found:
        (count, best), (early, best_early) = (best_within(rows, seconds) for seconds in (np.inf, spent))
        lines.append(
            f"- {_name(rows)}: {numbers.score(best)} is the best of {numbers.count(count, 'trial')}, "
            f"{numbers.score(best_early)} of the first {early}, in {numbers.duration(spent)} of computing"
        )
    lines.append("\nMean UAR over inner folds, which is no result: the best of many has luck in it.")
    return "\n".join(lines)


def _spent(trials: pd.DataFrame) -> pd.Series:
    """Computing time of a study up to the end of each trial, in their order."""
    return trials.sort_values("trial")["seconds"].cumsum()


def _worth(metrics: pd.DataFrame | None) -> str:
    if metrics is None:
        return (
            "The search was not nested, so that no figure can be claimed for it: the best of many has luck in it."
        )
    uar = metrics[(metrics["metric"] == "uar") & metrics["class"].isna()].iloc[0]
    interval = numbers.interval(uar["ci_low"], uar["ci_high"])
    return (
        f"UAR on unseen actors (nested): **{numbers.score(uar['value'])}** {interval}, "
        f"{numbers.count(uar['n_clips'], 'clip')} of {numbers.count(uar['n_actors'], 'actor')}."
    )


def _template():
    return environment().get_template("trials.html").module


def _whole(trials: pd.DataFrame) -> pd.Series:
    """Scores of trials that were scored to the end on all there is; NaN of others."""
    whole = (trials["state"] == "complete") & (trials["training_share"] == 1)
    return trials["inner_uar"].astype(float).where(whole)


def _points(
    trials: pd.DataFrame, x: Sequence[float]
) -> tuple[list[dict], Callable[[pd.Series], pd.Series], list[dict]]:
    """A mark for each trial, how high a score stands, and the scale's ticks."""
    scores = trials["inner_uar"].astype(float)
    low, high = _ends(scores)

    def height(score: pd.Series) -> pd.Series:
        return TALL_PX * (1 - (score - low) / (high - low))

    shown = trials["state"].where((trials["state"] != "complete") | (trials["training_share"] == 1), "part")
    points = [
        {"x": across, "y": up, "state": state, "title": _title(row)}
        for across, up, state, row in zip(x, height(scores.fillna(low)), shown, trials.itertuples(), strict=True)
    ]
    ticks = [{"at": TALL_PX * (1 - share), "value": low + share * (high - low)} for share in (0, 0.5, 1)]
    return points, height, ticks


def _descent(parents: dict[int, list[int]], trial: int) -> set[int]:
    """A trial and all that it descends from.

    >>> sorted(_descent({0: [], 1: [], 2: [0], 3: [1, 2]}, 2))
    [0, 2]
    """
    found, waiting = set(), [trial]
    while waiting:
        if (each := waiting.pop()) not in found:
            found.add(each)
            waiting += parents[each]
    return found


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
