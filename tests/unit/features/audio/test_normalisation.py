"""Features relative to the speaker's own."""

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from cremad.features.audio.normalisation import SpeakerNormaliser


def rows_of(seed: int, actors: str, clips: int = 30) -> pd.DataFrame:
    """Each actor has an own mean and deviation."""
    generator = np.random.default_rng(seed)
    parts = [
        pd.DataFrame(
            generator.normal(100 * (ord(actor) - 90), 1 + 5 * index, (clips, 2)), columns=["f0", "level"]
        ).assign(actor=actor)
        for index, actor in enumerate(actors)
    ]
    return pd.concat(parts, ignore_index=True)


def test_every_actor_has_mean_zero_and_about_deviation_one():
    rows = rows_of(0, "abc")
    normal = SpeakerNormaliser(prior_clips=0).fit_transform(rows)
    by_actor = normal.groupby(rows["actor"])
    np.testing.assert_allclose(by_actor.mean(), 0, atol=1e-9)
    np.testing.assert_allclose(by_actor.std(ddof=0), 1, rtol=1e-9)


def test_unseen_actors_are_normalised_by_their_own_clips():
    normaliser = SpeakerNormaliser().fit(rows_of(0, "abc"))
    normal = normaliser.transform(rows_of(1, "xy"))
    assert list(normal.columns) == ["f0", "level"] == list(normaliser.get_feature_names_out())
    np.testing.assert_allclose(normal.groupby(rows_of(1, "xy")["actor"]).mean(), 0, atol=1e-9)


def test_a_row_does_not_depend_on_other_actors_or_on_order():
    normaliser = SpeakerNormaliser().fit(rows_of(0, "abc"))
    rows = rows_of(1, "xy")
    shuffled = rows.sample(frac=1, random_state=0)
    together = normaliser.transform(shuffled)
    alone = normaliser.transform(rows[rows["actor"] == "x"])
    pd.testing.assert_frame_equal(together.loc[alone.index], alone)


def test_few_clips_borrow_the_deviation():
    """One clip lies at its own mean; with two, three borrowed ones weigh more than their own."""
    normaliser = SpeakerNormaliser(prior_clips=3).fit(
        pd.DataFrame({"actor": list("aabb"), "f0": [-1.0, 1.0, 9.0, 11.0]})
    )
    two = normaliser.transform(pd.DataFrame({"actor": ["x", "x", "y"], "f0": [0.0, 20.0, 7.0]}))
    assert two["f0"].tolist() == pytest.approx([-10 / np.sqrt(203 / 5), 10 / np.sqrt(203 / 5), 0.0])


def test_constant_features_become_zero():
    rows = rows_of(0, "ab").assign(constant=3.0)
    assert (SpeakerNormaliser().fit_transform(rows)["constant"] == 0).all()


def test_it_has_to_be_fitted():
    with pytest.raises(NotFittedError):
        SpeakerNormaliser().transform(rows_of(0, "a"))


def test_it_sits_in_a_pipeline_and_frees_it_of_the_speaker():
    """The label shifts each feature a little; the speaker shifts it a lot."""
    train, test = rows_of(0, "abcd", 40), rows_of(1, "wxyz", 40)
    labels = np.arange(len(train)) % 2
    for rows in (train, test):
        deviation = rows.groupby("actor")["f0"].transform("std")
        rows["f0"] += 3 * deviation * labels
    model = make_pipeline(SpeakerNormaliser(), LogisticRegression())
    assert model.fit(train, labels).score(test, labels) > 0.85
