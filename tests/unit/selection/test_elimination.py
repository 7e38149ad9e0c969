"""Elimination keeps what tells, by itself or in groups, and is judged by unseen actors."""

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.errors import OptionError
from cremad.selection.elimination import EliminationSelector


@parametrize_with_checks([EliminationSelector()])
def test_scikit_learn_checks(estimator, check):
    check(estimator)


def test_what_tells_is_kept_and_noise_is_not(planted):
    fitted = EliminationSelector().fit(*planted)
    kept = set(fitted.get_feature_names_out())
    assert all(kept & {f"t{number}", f"r{number}"} for number in range(3))
    assert len(kept & {f"n{number}" for number in range(12)}) <= 3
    assert fitted.get_support().sum() in fitted.sizes_
    assert fitted.recalls_.max() > 0.8


def test_scores_count_the_rounds_that_a_feature_was_in(planted):
    fitted = EliminationSelector(step=0.5).fit(*planted)
    assert fitted.sizes_.tolist() == [18, 9, 5, 3, 2, 1]
    assert [int((fitted.scores_ >= rounds).sum()) for rounds in range(1, 7)] == [18, 9, 5, 3, 2, 1]


def test_features_that_separate_actors_are_removed():
    """Each actor acts one emotion: 40 features are the voice, two the emotion. Random inner folds have heard every
    actor and find the voices of use; folds of actors do not."""
    rng = np.random.default_rng(0)
    actor = np.repeat(np.arange(30), 8)
    voices = rng.normal(size=(30, 40))[actor] + 0.3 * rng.normal(size=(240, 40))
    told = 2 * (actor % 2)[:, None] + 1.2 * rng.normal(size=(240, 2))
    X = StandardScaler().fit_transform(np.hstack([voices, told]))
    y = np.where(actor % 2, "happy", "sad")
    random, grouped = (EliminationSelector().fit(X, y, groups) for groups in (None, actor))
    assert random.get_support()[:40].sum() > 10
    assert random.recalls_.max() > 0.97
    assert grouped.get_support(indices=True).tolist() == [40, 41]
    assert grouped.recalls_.max() < 0.93


def as_audio(planted) -> pd.DataFrame:
    """The planted features by names of the contract: what tells are two MFCCs, noise are chroma and contrasts."""
    names = {f"t{n}": f"mfcc_01_{s}" for n, s in enumerate(("mean", "std", "p10"))}
    names |= {f"r{n}": f"mfcc_02_{s}" for n, s in enumerate(("mean", "std", "p10"))}
    names |= {
        f"n{n}": f"chroma_{p}_{s}" for n, (p, s) in enumerate((p, s) for p in "cdefga" for s in ("mean", "std"))
    }
    return planted.X.rename(columns=names)


@pytest.mark.parametrize(("by", "smallest"), [("measure", 3), ("family", 6)])
def test_groups_of_columns_stay_or_go_as_one(planted, by, smallest):
    fitted = EliminationSelector(by).fit(as_audio(planted), planted.y, planted.actors)
    kept = fitted.get_feature_names_out()
    assert fitted.sizes_[-1] == smallest
    assert {name for name in kept if name.startswith("mfcc_01")} in (
        {f"mfcc_01_{s}" for s in ("mean", "std", "p10")},
        set(),
    )
    assert [name[:4] for name in kept].count("mfcc") >= 3
    assert len([name for name in kept if name.startswith("chroma")]) <= 4


def test_groups_need_names(planted):
    with pytest.raises(OptionError, match="set_output"):
        EliminationSelector("measure").fit(planted.X.to_numpy(), planted.y)


def test_an_emotion_of_one_actor_and_a_fold_of_one_emotion_do_no_harm(planted):
    rare = (planted.y != "sad") | (planted.actors == "3")
    fitted = EliminationSelector().fit(*(each[rare] for each in planted))
    assert np.isfinite(fitted.recalls_).all()
    halves = (planted.y == "anger") == (planted.actors.astype(int) < 12)
    two = (planted.y != "sad") & halves
    X, y = planted.X[two], planted.y[two]
    fitted = EliminationSelector().fit(X, y, y)  # two actors, an emotion each
    assert fitted.get_support().any()


def test_the_seed_decides(planted):
    first, second = (EliminationSelector(random_state=3).fit(*planted) for _ in range(2))
    assert (first.get_support() == second.get_support()).all()
    assert (first.recalls_ == second.recalls_).all()
