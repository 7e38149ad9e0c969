"""The picture of a search shows every trial, and the best so far as a staircase that only rises."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from cremad.visualization.trials import best_within, lineage_svg, trials_markdown, trials_svg

SVG = "{http://www.w3.org/2000/svg}"


def trials(**columns) -> pd.DataFrame:
    """Two rounds: complete .4, pruned, failed; complete .6, and .5 on a third of the actors."""
    frame = pd.DataFrame(
        {
            "row_id": "0" * 12,
            "learner": "svm_rbf",
            "strategy": "genetic",
            "trial": range(5),
            "round": [0, 0, 0, 1, 1],
            "outer_fold": pd.array([None] * 5, "Int32"),
            "state": ["complete", "pruned", "failed", "complete", "complete"],
            "inner_uar": [0.4, 0.3, None, 0.6, 0.5],
            "training_share": [1, 1, 1, 1, 1 / 3],
            "params": [f'{{"svm_rbf.C": {n}}}' for n in range(5)],
            "spec": [f'{{"learner": "svm_rbf", "params": {{"C": {n}}}}}' for n in range(5)],
            "parents": ["[]", "[]", "[]", "[0,1]", "[0]"],
            "seconds": 1.0,
            "started": "2026-01-01",
        }
    )
    return frame.assign(**columns)


def test_every_trial_has_its_mark_and_its_words():
    root = ElementTree.fromstring(trials_svg(trials(), name="SVM"))
    groups = [each for each in root.iter(f"{SVG}g") if each.get("class")]
    assert [each.get("class") for each in groups] == ["complete", "pruned", "failed", "complete", "part"]
    titles = [each.find(f"{SVG}title").text for each in groups]
    assert titles[3] == "trial 3: complete .600, of 0 and 1; svm_rbf.C 3"
    assert titles[2] == "trial 2: failed; svm_rbf.C 2"
    assert root.get("aria-label") == "5 trials of SVM; best .600"


def test_the_best_so_far_is_of_complete_trials_on_all_actors():
    svg = trials_svg(trials(), name="SVM")
    path = re.search(r'class="model-line" fill="none"[^>]* d="M([^"]*)"', svg)[1]
    # the scale goes from .25 to .65
    assert path == "60.0 125.0H420.0V25.0"


def test_rounds_stand_side_by_side():
    root = ElementTree.fromstring(trials_svg(trials(), name="SVM"))
    bands = [each.get("d") for each in root.iter(f"{SVG}path") if each.get("d", "").endswith("v200")]
    assert bands == ["M0 0v200", "M360 0v200"]


@pytest.mark.parametrize("draw", [trials_svg, lineage_svg])
@pytest.mark.parametrize("frame", [trials(state="failed", inner_uar=float("nan")), trials().head(0)])
def test_a_study_without_scores_can_be_drawn(frame, draw):
    assert "best none" in ElementTree.fromstring(draw(frame, name="x")).get("aria-label")


def test_a_family_tree_has_a_line_from_each_parent_and_marks_the_descent_of_the_best():
    # of three generations: 5 is the best, of 3 and 4, 3 is of 0 and 1, and 4 is 1 again; 2 has no children
    parents = ["[]", "[]", "[]", "[0,1]", "[1]", "[3,4]", "[4]"]
    family = pd.DataFrame(
        {
            "trial": range(7),
            "round": [0, 0, 0, 1, 1, 2, 2],
            "state": "complete",
            "inner_uar": [0.1, 0.2, 0.2, 0.3, 0.2, 0.5, 0.4],
            "training_share": 1.0,
            "params": "{}",
            "parents": parents,
        }
    )
    root = ElementTree.fromstring(lineage_svg(family, name="networks"))
    lines = {
        each.get("class"): re.findall(r"M([\d. ]+)L([\d. ]+)", each.get("d"))
        for each in root.iter(f"{SVG}path")
        if each.get("class") in ("others", "descent")
    }
    # a round is 200 wide, of which 120 in its middle are used; the scale goes from .05 to .55, 40 a tenth
    places = ["60.0 180.0", "100.0 140.0", "140.0 140.0", "270.0 100.0", "330.0 140.0", "470.0 20.0", "530.0 60.0"]
    pairs = {kind: [(places.index(a), places.index(b)) for a, b in of] for kind, of in lines.items()}
    assert pairs == {"descent": [(0, 3), (1, 3), (1, 4), (3, 5), (4, 5)], "others": [(4, 6)]}
    assert root.get("aria-label") == "Family tree of networks; best .500, of 2 first ancestors"
    bands = [each.get("d") for each in root.iter(f"{SVG}path") if each.get("d", "").endswith("v200")]
    assert bands == ["M0 0v200", "M200 0v200", "M400 0v200"]


def test_searches_side_by_side_are_compared_after_the_same_time():
    quick = trials(seconds=[1.0, 1.0, 1.0, 1.0, 0.5])
    later = {"row_id": "1" * 12, "strategy": "random", "started": "2026-01-02"}
    slow = trials(**later, inner_uar=[0.5, 0.3, None, 0.9, 0.5], seconds=1.4)
    assert best_within(slow, 4.2) == (3, 0.5)
    assert best_within(slow, 9.0) == (5, 0.9)
    assert best_within(slow.head(0), 9.0)[0] == 0
    written = trials_markdown(pd.concat([slow, quick], ignore_index=True), None)
    assert written.index("## SVM, RBF kernel: genetic") < written.index("## SVM, RBF kernel: random")
    for line in (
        "genetic search: .600 is the best of 5 trials, .600 of the first 5, in 4.5 s of computing",
        "random search: .900 is the best of 5 trials, .500 of the first 3, in 4.5 s of computing",
    ):
        assert f"- SVM, RBF kernel: {line}\n" in written
    assert "Side by side" not in trials_markdown(quick, None)


def test_a_name_cannot_break_out_of_the_picture():
    svg = trials_svg(trials(params='{"x": "</title><script>"}'), name="<script>")
    assert "<script" not in svg
    ElementTree.fromstring(svg)


def test_markdown_says_what_was_chosen_and_claims_only_what_was_nested():
    nested = pd.concat([trials(), trials(outer_fold=pd.array([0] * 5, "Int32"))])
    metrics = pd.DataFrame(
        [
            {
                "row_id": "0" * 12,
                "metric": "uar",
                "class": None,
                "value": 0.55,
                "ci_low": 0.5,
                "ci_high": 0.6,
                "n_clips": 90,
                "n_actors": 9,
            }
        ]
    )
    written = trials_markdown(nested, metrics)
    assert "**.550** [.500, .600], 90 clips of 9 actors" in written
    assert written.count('Chosen: `{"learner": "svm_rbf", "params": {"C": 3}}`') == 2
    assert "Training clips of fold 0" in written
    assert "no figure can be claimed" in trials_markdown(trials(), None)


def test_a_search_that_chooses_the_learner_too_says_so():
    written = trials_markdown(trials(learner="any", strategy="genetic_halving"), None)
    assert "## Families of features, preparation and learner: genetic halving search\n" in written
