"""A face shows what it is asked to show, in its actor's own colours."""

import numpy as np

from cremad.corpora.synthetic.face import HEIGHT, WIDTH, Expression, draw_frames

NEUTRAL = Expression(0, 0, 0, 0, 0)
LOOKS = np.full(9, 0.5)
QUIET = np.zeros(6)


def draw(expression=NEUTRAL, looks=LOOKS, loudness=QUIET):
    return draw_frames(looks, expression, loudness, np.random.default_rng(0)).astype(float)


def test_frames_are_rgb_images():
    frames = draw_frames(LOOKS, NEUTRAL, QUIET, np.random.default_rng(0))
    assert frames.shape == (6, HEIGHT, WIDTH, 3)
    assert frames.dtype == np.uint8


def test_each_dimension_of_the_expression_changes_the_picture():
    for dimension in Expression._fields:
        changed = np.abs(draw(NEUTRAL._replace(**{dimension: 2.0}))[-1] - draw()[-1]).max(axis=2) > 30
        assert 20 < changed.sum() < 1500
        is_mouth = dimension in ("smile", "mouth_open")
        rows = np.nonzero(changed)[0]
        assert (np.median(rows) > HEIGHT / 2) == is_mouth


def test_the_mouth_opens_with_the_audio_level():
    dark = [np.sum(draw(loudness=np.full(6, level))[-1, 70:].max(axis=2) < 80) for level in (0.0, 1.0)]
    assert dark[1] > dark[0] + 30


def test_actors_look_different_and_each_as_before():
    other = draw(looks=np.linspace(0.1, 0.9, 9))
    assert np.abs(other - draw()).mean() > 10
    np.testing.assert_array_equal(draw(), draw())
