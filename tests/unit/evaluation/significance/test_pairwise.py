"""The pairwise table says what its parts say, pair by pair, and finds what was planted."""

import numpy as np
import pandas as pd
import pytest

from cremad.errors import ContractError
from cremad.evaluation.scoring import actor_sums, score
from cremad.evaluation.significance.difference import score_difference
from cremad.evaluation.significance.mcnemar import mcnemar
from cremad.evaluation.significance.multiplicity import holm
from cremad.evaluation.significance.paired_t import corrected_t
from cremad.evaluation.significance.pairwise import compare_pairwise
from cremad.tables import to_arrow
from data_contracts.contract import load_table
from tests.results import rater_columns
from tests.unit.evaluation.conftest import of_row


def spoil(rows, share, learner, seed):
    """The same row, but a share of the choices is anger."""
    kept = np.random.default_rng(seed).random(len(rows)) >= share
    return of_row(rows, learner=learner, y_pred=rows["y_pred"].where(kept, "anger"))


@pytest.fixture
def table(predictions) -> pd.DataFrame:
    folded = predictions.assign(fold=predictions["actor"].astype(int) % 4)
    rows = pd.concat([folded, spoil(folded, 0.05, "slightly", 1), spoil(folded, 0.6, "badly", 2)])
    return rows.assign(
        row_id=rows["learner"].map({"badly": "a" * 12, "simulated": "b" * 12, "slightly": "c" * 12})
    )


@pytest.fixture
def compared(table) -> pd.DataFrame:
    return compare_pairwise(table, seed=0).set_index(["learner", "other_learner"])


def test_contract_and_pairs(compared):
    to_arrow(compared.reset_index(), load_table("significance"))
    assert list(compared.index) == [("badly", "simulated"), ("badly", "slightly"), ("simulated", "slightly")]
    assert (compared["comparisons"] == 3).all()
    assert (compared["n_actors"] == 12).all()


def test_what_was_planted_is_found(compared):
    assert (compared.loc["badly", ["holm_p", "mcnemar_p", "corrected_t_p"]] < 0.05).all(axis=None)
    assert (compared.loc["badly", ["uar_difference", "ci_high", "cohens_d_high"]] < 0).all(axis=None)
    slight = compared.loc[("simulated", "slightly")]
    assert slight["permutation_p"] > 1e-3
    assert compared["holm_p"].to_numpy() == pytest.approx(holm(compared["permutation_p"]))


def test_each_number_is_that_of_its_module(table, compared):
    first, second = (table[table["learner"] == name] for name in ("badly", "simulated"))
    row = compared.loc[("badly", "simulated")]
    alone = score_difference(*map(actor_sums, (first, second)), "uar")
    assert row[["uar", "other_uar", "uar_difference", "ci_low", "ci_high"]].tolist() == pytest.approx(list(alone))
    right = [(rows["y_true"] == rows["y_pred"]).to_numpy() for rows in (first, second)]
    assert row["mcnemar_p"] == pytest.approx(mcnemar(*right).p_value)
    folds = [
        [score(rows[rows["fold"] == n]).query("metric == 'uar'")["value"].item() for n in range(4)]
        for rows in (first, second)
    ]
    assert row["corrected_t_p"] == pytest.approx(corrected_t(*folds, n_train=180, n_test=60).p_value)


def test_raters_join_every_protocol_but_are_compared_among_themselves_once(table):
    rater = table[table["learner"] == "simulated"].assign(fold=0)
    raters = [rater.assign(**rater_columns(given)) for given in ("face", "voice")]
    single = rater.assign(**rater_columns("voice", learner="single_rating"))
    random = of_row(table[table["learner"] == "badly"], protocol="random_5fold")
    compared = compare_pairwise(pd.concat([table, random, *raters, single]), seed=0)
    assert compared["compared_under"].value_counts().to_dict() == {
        "actor_5fold": 9,
        "random_5fold": 2,
        "no_training": 1,
    }
    assert set(compared["compared_under"][compared["caveat"].notna()]) == {"random_5fold"}
    assert "single_rating" not in {*compared["learner"], *compared["other_learner"]}
    with_raters = compared[compared["other_learner"].eq("plurality") | compared["learner"].eq("plurality")]
    assert with_raters["corrected_t_p"].isna().all()


def test_rows_on_other_clips_are_not_compared(table):
    fewer = table[(table["learner"] != "badly") | (table["clip_id"] != "clip_00003")]
    assert len(compare_pairwise(fewer, seed=0)) == 1
    assert compare_pairwise(table[table["learner"] == "badly"], seed=0).empty


def test_repeats_are_averaged(table, compared):
    again = pd.concat([table, table.assign(fold=table["fold"] + 4)])
    repeated = compare_pairwise(again, seed=0).set_index(["learner", "other_learner"])
    same = ["uar", "uar_difference", "ci_low", "ci_high", "permutation_p", "mcnemar_p", "cohens_d", "n_clips"]
    pd.testing.assert_frame_equal(repeated[same], compared[same])
    assert (repeated["corrected_t_p"] < compared["corrected_t_p"]).all()


@pytest.mark.parametrize(("column", "value"), [("y_true", "sad"), ("actor", "011")])
def test_rows_that_differ_in_truth_or_actor_are_refused(table, column, value):
    other = table[table["learner"] == "badly"].reset_index(drop=True)
    at = other.index[other[column] != value][0]
    other.loc[at, column] = value
    clip = other.loc[at, "clip_id"]
    with pytest.raises(
        ContractError, match=rf"(?s)badly on audio .* and .* truth or the actor of 1 clip\(s\): {clip}"
    ):
        compare_pairwise(pd.concat([table[table["learner"] != "badly"], other]), seed=0)
    twice = pd.concat([table, table.assign(fold=table["fold"] + 4, **{column: value})])
    with pytest.raises(ContractError, match="two truths or actors"):
        compare_pairwise(twice, seed=0)


def test_a_clip_predicted_twice_in_a_fold_is_refused(table):
    with pytest.raises(ContractError, match=r"badly.* predicts 3 clip\(s\) twice in a fold"):
        compare_pairwise(pd.concat([table, table[table["learner"] == "badly"].head(3)]), seed=0)


def test_clips_predicted_unequally_often_are_refused(table):
    with pytest.raises(ContractError, match=r"badly on audio .* predicts some clips more often"):
        compare_pairwise(pd.concat([table, table[table["learner"] == "badly"].head(3).assign(fold=9)]), seed=0)
