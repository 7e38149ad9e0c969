"""Children carry parent, actor and a draw that depends on nothing but their name and the run's seed."""

import numpy as np
import pandas as pd
import pytest

from cremad.augmentation.children import KINDS, draw_children, draw_one, index_children, read_draw
from cremad.augmentation.options import AugmentationOptions
from cremad.errors import OptionError
from cremad.tables import to_arrow
from data_contracts.contract import load_table
from data_contracts.validate import validate

CLIPS = pd.DataFrame({"clip_id": ["1001_DFA_ANG_XX", "1002_IEO_SAD_HI"], "actor": ["1001", "1002"]})
ALL_KINDS = [*KINDS["audio"], *KINDS["image"]]


def test_children_are_rows_of_the_contract():
    children = draw_children(CLIPS, ALL_KINDS, AugmentationOptions(children=2), seed=0)
    contract = load_table("augmentations")
    to_arrow(children, contract)
    assert validate(children, contract).findings.empty
    assert len(children) == 2 * 9 * 2
    assert children["clip_id"][0] == "1001_DFA_ANG_XX~pitch_shift.0"
    assert children.groupby("parent_clip_id")["actor"].unique().str[0].to_dict() == {
        "1001_DFA_ANG_XX": "1001",
        "1002_IEO_SAD_HI": "1002",
    }


def test_draws_do_not_depend_on_what_else_is_drawn():
    few = draw_children(CLIPS[1:], ["noise"], AugmentationOptions(), seed=3)
    many = draw_children(CLIPS, ALL_KINDS, AugmentationOptions(children=3), seed=3).set_index("clip_id")
    assert many.loc[few["clip_id"][0], "parameters"] == few["parameters"][0]
    assert (
        draw_children(CLIPS[1:], ["noise"], AugmentationOptions(), seed=4)["parameters"][0] != few["parameters"][0]
    )


def test_the_seed_of_a_row_replays_its_draw():
    for row in draw_children(CLIPS, ALL_KINDS, AugmentationOptions(), seed=1).itertuples():
        again = draw_one(row.kind, np.random.default_rng(row.draw_seed), AugmentationOptions())
        assert read_draw(row.kind, row.parameters) == again


def test_features_without_parents_are_refused():
    with pytest.raises(OptionError, match="not of children"):
        index_children(CLIPS)
