"""A picture of which features each selector keeps."""

from typing import Final

import pandas as pd
from markupsafe import Markup

from cremad.features.families import family_of_column
from cremad.selection.options import KINDS
from cremad.visualization import numbers
from cremad.visualization.names import in_words
from cremad.visualization.templates import environment

NAMES: Final = {
    "none": "All features",
    "rfe": "RFE by column",
    "rfe_measure": "RFE by measure",
    "rfe_family": "RFE by family",
    "pca": "PCA",
}


def selection_svg(selection: pd.DataFrame, stability: pd.DataFrame) -> Markup:
    """A heat map: the share of each family's columns that a selector keeps, mean over folds.

    PCA keeps no column as it was; of it the share of the family's variance that the components carry is shown.

    Parameters
    ----------
    selection, stability : DataFrame
        Rows of the tables `selection` and `selection_stability` of one corpus and modality.
    """
    # what counts of a projection is its score, which is a share too
    shown = selection.assign(share=selection["kept"].astype("Float64").fillna(selection["score"]).astype(float))
    shown["family"] = shown["feature"].map(family_of_column)
    kinds = [kind for kind in KINDS if kind in set(shown["selector"])]
    shares = shown.pivot_table(index="family", columns="selector", values="share")[kinds]
    columns = shown.groupby("family")["feature"].nunique()
    families = [
        {"name": name, "columns": columns[name], "shares": row.tolist()} for name, row in shares.iterrows()
    ]
    selectors = [_selector(kind, stability.set_index("selector").loc[kind]) for kind in kinds]
    summary = "; ".join("{name}: {kept}, {stability} {interval}".format(**each).strip() for each in selectors)
    label = f"Share of the columns of each family that is kept. {summary}"
    return environment().get_template("plot_selection.html").module.heat_map(selectors, families, label)


def selector_name(kind: str) -> str:
    """The name of a kind of selector for people.

    >>> selector_name("rfe"), selector_name("mutual_information")
    ('RFE by column', 'Mutual information')
    """
    return NAMES.get(kind, in_words(kind))


def _selector(kind: str, row: pd.Series) -> dict[str, str]:
    what = "components" if kind == "pca" else f"of {numbers.count(row['n_features'])}"
    if pd.notna(row["stability"]):
        stability = f"stability {numbers.score(row['stability'])}"
    else:
        stability = "variance carried" if kind == "pca" else "nothing left out"
    return {
        "name": selector_name(kind),
        "kept": f"{numbers.count(row['n_kept'])} {what}",
        "stability": stability,
        "interval": numbers.interval(row["stability_low"], row["stability_high"]),
    }
