"""Curves of training: means over folds, an early end carried on, what is absent not drawn."""

import re

import numpy as np
import pandas as pd

from cremad.visualization.curves import TALL_PX, WIDE_PX, curves_svg, training_curves
from tests.results import row_columns

RUN = {"run_id": "0" * 12, "corpus": "synthetic"}
NETWORK = RUN | row_columns(learner="network_gru")
SAME_OF_FACES = RUN | row_columns(learner="network_gru", features="image", adaptation="speaker")


def history(**changes):
    rows = pd.DataFrame(
        {
            "fold": [0, 0, 1],
            "member": 0,
            "epoch": [1, 2, 1],
            "train_loss": [2.0, 1.0, 4.0],
            "held_out_loss": [1.0, 1.0, 1.0],
            "held_out_uar": [0.2, 0.6, 0.4],
        }
    )
    return rows.assign(**changes)


def paths(svg):
    return re.findall(r'stroke-width="1.6"[^>]* d="M([^"]+)"', svg)


def test_curves_are_means_over_folds_and_an_ended_fold_counts_on():
    training, held_out, uar = paths(curves_svg(history(), name="x"))
    # mean training loss 3, then (1 + 4) / 2, on a scale that ends at 3
    assert training == f"0.0 0.0L{WIDE_PX:.1f} {TALL_PX * (1 - 2.5 / 3):.1f}"
    assert held_out == f"0.0 {TALL_PX * 2 / 3:.1f}L{WIDE_PX:.1f} {TALL_PX * 2 / 3:.1f}"
    assert uar == f"0.0 {TALL_PX * 0.7:.1f}L{WIDE_PX:.1f} {TALL_PX * 0.5:.1f}"


def test_the_label_says_how_long_and_how_good():
    assert "2 trainings of 1 to 2 epochs; held-out UAR .500 at epoch 2" in curves_svg(history(), name="x")


def test_without_held_out_actors_there_is_one_curve():
    svg = curves_svg(history(held_out_loss=np.nan, held_out_uar=np.nan), name="x")
    assert len(paths(svg)) == 1
    assert "held out" not in svg


def test_each_network_has_a_picture_of_its_own():
    rows = pd.concat([history(**SAME_OF_FACES), history(**NETWORK)])
    assert [each.title for each in training_curves(rows)] == [
        "Network, GRU, speaker-normalised: face; six emotions, unseen actors, 5 folds, clips with audio",
        "Network, GRU: audio; six emotions, unseen actors, 5 folds, clips with audio",
    ]
