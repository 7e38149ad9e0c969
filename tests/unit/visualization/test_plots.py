"""Pictures are well-formed SVG that stands alone and shows the numbers."""

import base64
from xml.etree import ElementTree

import pandas as pd
import pytest

from cremad.visualization.plots import confusion_svg, data_uri, dot_whisker_svg, roc_svg
from cremad.visualization.scores import Score

SVG = "{http://www.w3.org/2000/svg}"


def answers(truth: list[str], choice: list[str], **columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"y_true": truth, "y_pred": choice, **columns})


@pytest.fixture
def three() -> pd.DataFrame:
    """Two clips of anger, one taken for sad; one happy, found; none sad. Anger is ranked perfectly."""
    return answers(
        ["anger", "anger", "happy"],
        ["anger", "sad", "happy"],
        p_anger=[0.8, 0.4, 0.1],
        p_happy=[0.1, 0.1, 0.8],
        p_sad=[0.1, 0.5, 0.1],
    )


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_confusion_shows_the_share_of_each_row(three):
    written = texts(confusion_svg(three, labels="three", name="the model"))
    assert written[2:] == [
        *["anger", "anger 2", ".50", ".00", ".50"],
        *["happy", "happy 1", ".00", "1.00", ".00"],
        *["sad", "sad 0", ".00", ".00", ".00"],
    ]


def test_confusion_has_a_description(three):
    root = ElementTree.fromstring(confusion_svg(three, labels="three", name="the model"))
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.find(f"{SVG}title").text
    assert "Confusion matrix of the model. Found of each emotion: anger .500" in root.get("aria-label")


def test_roc_has_a_panel_an_emotion_and_its_area(three):
    written = texts(roc_svg({"model": three}, {"model": "SVM"}, labels="three"))
    assert written[0] == "SVM"
    assert [each for each in written if each.startswith("model")] == ["model 1.000", "model 1.000", "model –"]


def test_roc_of_a_perfect_ranking_goes_through_the_corner(three):
    svg = roc_svg({"model": three}, {"model": "SVM"}, labels="three")
    assert 'd="M0 136L0 0L136 0"' in svg or 'd="M0 136L0 68L0 0L136 0"' in svg


def test_raters_without_probabilities_have_no_curve(three):
    ratings = three.assign(p_anger=float("nan"))
    svg = roc_svg({"model": three, "human": ratings}, {"model": "SVM", "human": "Raters"}, labels="three")
    assert "Raters" not in texts(svg)


def test_dot_and_whisker_stand_where_the_numbers_are():
    root = ElementTree.fromstring(dot_whisker_svg(Score(0.5, 0.25, 0.75), kind="model", chance=1 / 6, name="SVM"))
    dot, whisker = root.find(f"{SVG}circle"), root.find(f"{SVG}path[@class='model-line']")
    assert float(dot.get("cx")) == 125
    assert whisker.get("d") == "M67 12m0 -4v8m0 -4H183m0 -4v8"
    assert root.get("aria-label") == "SVM: .500 [.250, .750]"


def test_kinds_differ_by_shape_and_not_by_colour_alone():
    drawn = [
        dot_whisker_svg(Score(0.5), kind=kind, chance=0.2, name="x") for kind in ("model", "human", "control")
    ]
    assert ["<circle" in each for each in drawn] == [True, False, True]
    assert ['stroke-width="1.6"' in each for each in drawn] == [False, False, True]


def test_a_name_cannot_break_out_of_the_picture(three):
    svg = confusion_svg(three, labels="three", name='"><script>alert(1)</script>')
    assert "<script" not in svg
    ElementTree.fromstring(svg)


def test_data_uri_carries_the_picture(three):
    svg = confusion_svg(three, labels="three", name="ä")
    kind, _, carried = data_uri(svg).partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(carried).decode() == svg
