"""The picture of what was kept shows the shares, and says in words how stable they are."""

from xml.etree import ElementTree

import pandas as pd
import pytest

from cremad.visualization.selection import selection_svg

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = ["mfcc_00_mean", "mfcc_00_std", "mfcc_01_mean", "rms_mean", "loudness"]


@pytest.fixture
def selection() -> pd.DataFrame:
    """In two folds, correlation keeps three of six MFCCs and loudness once; PCA carries a half of everything."""
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
        *("rms 1", "1.00", ".50"),
        *("each by itself 1", ".50", ".50"),
    ]


def test_a_column_of_a_family_is_not_by_itself_even_if_it_is_the_only_one(selection, stability):
    only = selection[selection["feature"].isin(["rms_mean", "loudness"])]
    assert "rms 1" in texts(selection_svg(only, stability))


def test_columns_without_any_family_have_a_row_each(selection, stability):
    words = selection[selection["feature"].isin(COLUMNS[:2])].assign(
        feature=lambda rows: rows["feature"].map({COLUMNS[0]: "brightness", COLUMNS[1]: "loudness"})
    )
    written = texts(selection_svg(words, stability))
    assert "brightness 1" in written
    assert "loudness 1" in written


def test_it_says_in_words_what_it_shows_and_is_safe(selection, stability):
    root = ElementTree.fromstring(selection_svg(selection.replace("loudness", "<script>"), stability))
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.find(f"{SVG}title").text
    assert "Correlation: 3 of 5, stability .167 [−.200, .500]; PCA: 2 components" in root.get("aria-label")
