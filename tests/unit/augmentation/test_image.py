"""Each change of images does what its draw says."""

import numpy as np
import pytest

from cremad.augmentation.draw import Draw
from cremad.augmentation.image import KINDS, ImageRanges, apply, draw
from cremad.errors import OptionError

IMAGE = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draw_replays_bit_for_bit_and_leaves_its_input_alone(kind):
    before = IMAGE.copy()
    drawn = draw(kind, np.random.default_rng(1), ImageRanges())
    changed = apply(drawn, IMAGE)
    assert np.array_equal(changed, apply(Draw.model_validate_json(drawn.model_dump_json()), IMAGE))
    assert (changed.shape, changed.dtype) == (IMAGE.shape, np.uint8)
    assert not np.array_equal(changed, IMAGE)
    assert np.array_equal(before, IMAGE)


def test_flip_by_hand():
    image = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    flipped = apply(Draw(kind="flip", parameters={}), image)
    assert flipped[0].tolist() == [[3, 4, 5], [0, 1, 2]]


def test_a_quarter_turn_of_a_square_is_exact():
    square = IMAGE[:21, :21]
    assert np.array_equal(apply(Draw(kind="rotation", parameters={"degrees": 90.0}), square), np.rot90(square))


def test_crop_of_all_changes_nothing_and_of_half_is_the_corner():
    whole = Draw(kind="crop", parameters={"kept": 1.0, "top": 0.0, "left": 0.0})
    assert np.array_equal(apply(whole, IMAGE), IMAGE)
    halves = np.zeros((20, 20, 3), np.uint8)
    halves[:, 10:] = 200
    right = Draw(kind="crop", parameters={"kept": 0.5, "top": 0.0, "left": 0.5})
    assert (apply(right, halves) == 200).all()


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"brightness": 1.1, "contrast": 1.0, "saturation": 1.0}, [110, 55, 22]),
        ({"brightness": 1.0, "contrast": 1.0, "saturation": 0.0}, [62, 62, 62]),  # .299*100 + .587*50 + .114*20
        ({"brightness": 1.0, "contrast": 0.0, "saturation": 1.0}, [62, 62, 62]),
    ],
)
def test_color_by_hand(parameters, expected):
    image = np.full((4, 4, 3), [100, 50, 20], np.uint8)
    assert (apply(Draw(kind="color", parameters=parameters), image) == expected).all()


def test_draws_stay_within_the_ranges():
    for seed in range(50):
        rng = np.random.default_rng(seed)
        assert abs(draw("rotation", rng, ImageRanges()).parameters["degrees"]) <= 10
        crop = draw("crop", rng, ImageRanges()).parameters
        assert crop["kept"] >= 0.9
        assert max(crop["top"], crop["left"]) + crop["kept"] <= 1
        assert np.abs(np.array(list(draw("color", rng, ImageRanges()).parameters.values())) - 1).max() <= 0.2


def test_unknown_kinds_are_named():
    with pytest.raises(OptionError, match="no augmentation of images 'blur'"):
        draw("blur", np.random.default_rng(0), ImageRanges())
    with pytest.raises(OptionError, match="is no augmentation of images"):
        apply(Draw(kind="gain", parameters={"gain_db": 1.0}), IMAGE)
