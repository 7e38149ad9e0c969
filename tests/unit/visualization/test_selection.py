"""The picture of what was kept shows the shares, and says in words how stable they are."""

from xml.etree import ElementTree

import pandas as pd
import pytest

from cremad.visualization.selection import selection_svg

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = ["mfcc_00_mean", "mfcc_00_std", "mfcc_01_mean", "rms_mean", "jitter_local"]


@pytest.fixture
def selection() -> pd.DataFrame:
    """In two folds, correlation keeps three of six MFCCs and jitter once; PCA carries a half of everything."""
    kept = [[True, True, False, True, False], [True, False, False, True, True]]
    rows = [
        ("correlation", fold, column, kept[fold][place], 0.1)
        for fold in (0, 1)
        for place, column in enumerate(COLUMNS)
    ]
    rows += [("pca", fold, column, pd.NA, 0.5) for fold in (0, 1) for column in COLUMNS]
    frame = pd.DataFrame(rows, columns=["selector", "fold", "feature", "kept", "score"])
    return frame.astype({"kept": "boolean"})


@pytest.fixture
def stability() -> pd.DataFrame:
    numbers = ["stability", "stability_low", "stability_high"]
    rows = [("none", 5, 5.0, *[float("nan")] * 3), ("correlation", 5, 3.0, 0.1667, -0.2, 0.5)]
    rows.append(("pca", 5, 2.0, *[float("nan")] * 3))
    return pd.DataFrame(rows, columns=["selector", "n_features", "n_kept", *numbers])


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_shares_of_families_by_selector(selection, stability):
    assert [each for each in texts(selection_svg(selection, stability)) if each] == [
        "family, columns",
        *("Correlation", "3 of 5", "stability .167", "[−.200, .500]"),
        *("PCA", "2 components", "variance carried"),
        *("mfcc 3", ".50", ".50"),
        *("prosody 1", ".50", ".50"),
        *("rms 1", "1.00", ".50"),
    ]


def test_columns_whose_contract_states_no_family_stand_by_their_first_words(selection, stability):
    words = selection[selection["feature"].isin(COLUMNS[:2])].assign(
        feature=lambda rows: rows["feature"].map({COLUMNS[0]: "n_words", COLUMNS[1]: "mean_word_length"})
    )
    written = texts(selection_svg(words, stability))
    assert "mean 1" in written
    assert "n 1" in written


def test_it_has_a_description_and_is_safe(selection, stability):
    root = ElementTree.fromstring(selection_svg(selection.replace("jitter_local", "<script>"), stability))
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.find(f"{SVG}title").text
    assert "Correlation: 3 of 5, stability .167 [−.200, .500]; PCA: 2 components" in root.get("aria-label")
