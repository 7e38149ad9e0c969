"""Effects and preserved labels that were planted are found, and a child opposite its parent is refused."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import KNeighborsClassifier

from cremad.augmentation.augmented import Augmented
from cremad.augmentation.children import draw_children
from cremad.augmentation.options import AugmentationOptions
from cremad.errors import LeakageError
from cremad.evaluation.firewall import refuse_leaks
from cremad.studies import augmentation_effect as effects
from cremad.studies.augmentation import StudyInputs, add_children, open_study, train_children
from cremad.studies.augmentation_effect import Arm, augmentation_effect, run_arm, verdict
from cremad.studies.label_preservation import label_preservation, predict_family
from cremad.tables import publish_table, to_arrow
from data_contracts.contract import Field, Table, load_table
from data_contracts.vocabulary import PARENT

RUN = {"run_id": "0" * 12, "corpus": "crema-d"}


@pytest.fixture(scope="module")
def tables(clips, features) -> dict[str, pd.DataFrame]:
    """Children that are faithful (``gain``: the parent and a little noise) and such as have lost their label
    (``noise``: the features of another clip)."""
    audio = features["audio"].select_dtypes("number").fillna(0.0)
    drawn = draw_children(clips, ["gain", "noise"], AugmentationOptions(), seed=0)
    rng = np.random.default_rng(2)
    own = audio.loc[drawn[PARENT]].to_numpy()
    other = 3 * audio.loc[rng.permutation(drawn[PARENT])].to_numpy()  # far out, so that wrong labels weigh
    values = np.where((drawn["kind"] == "gain").to_numpy()[:, None], own + 0.1 * rng.normal(size=own.shape), other)
    children = pd.DataFrame(values, columns=audio.columns).assign(**drawn[["clip_id", PARENT, "actor"]])
    return {"clips": clips, "features": audio.reset_index(), "children": children, "augmentations": drawn}


@pytest.fixture(scope="module")
def inputs(tables, tmp_path_factory) -> StudyInputs:
    folder = tmp_path_factory.mktemp("tables")
    artifacts = {name: _publish(folder / name, name, frame) for name, frame in tables.items()}
    return StudyInputs(modality="audio", folds=4, least_actors=3, seed=0, **artifacts)


def _publish(folder, name: str, frame: pd.DataFrame):
    kinds = {"i": "int64", "f": "float64"}
    fields = [Field(name=c, type=kinds.get(frame[c].dtype.kind, "string"), meaning=c) for c in frame]
    contract = Table(name=name, version=1, purpose=name, key=("clip_id",), fields=fields)
    return publish_table(folder, contract, frame, group="crema-d", lineage={})


def test_labels_that_are_lost_are_told_from_labels_that_are_kept(inputs):
    found = label_preservation(inputs, tolerance=0.05).set_index(["kind", "shown"])
    to_arrow(found.reset_index().assign(**RUN), load_table("label_preservation"))
    assert found["label"].groupby("kind").agg(list).to_dict() == {"gain": ["kept"] * 2, "noise": ["lost"] * 2}
    assert found["agreement"]["gain", "clips"] > 0.9
    assert found["uar_of_children"]["noise", "clips"] == pytest.approx(1 / 6, abs=0.1)
    assert len(set(found["uar_of_parents"])) == 1


def test_a_change_that_moves_features_and_keeps_the_label_is_read_by_a_model_that_has_met_it(inputs):
    study = open_study(inputs)
    moved = study._replace(children=-study.children)
    _, unmet = predict_family(moved, "gain", lambda fold: KNeighborsClassifier(9))
    _, met = predict_family(
        moved, "gain", lambda fold: Augmented(KNeighborsClassifier(9), moved.children_of(fold, "gain"))
    )
    right = [(rows["y_pred"] == rows["y_true"]).mean() for rows in (unmet, met)]
    assert right[1] > right[0] + 0.1


def test_harm_is_a_loss_and_the_table_is_that_of_the_contract(inputs, monkeypatch):
    monkeypatch.setattr(effects, "COMPARED", ((Arm("smote"), Arm("none")), (Arm("smote", "alone"), Arm("none"))))
    with ThreadPoolExecutor(1) as executor:
        found = augmentation_effect(inputs, permutations=300, executor=executor)
    to_arrow(found.assign(**RUN), load_table("augmentation_effect"))
    by_arm = found.set_index(["kind", "use"])
    assert by_arm["verdict"]["noise", "added"] == "loss"
    assert by_arm["verdict"]["gain", "added"] == "no gain"
    assert by_arm["n_made"]["gain", "added"] == 3 * 240
    assert by_arm["n_made"]["smote", "alone"] == 4 * 240
    assert (found["uar_with"] - found["uar_without"]).to_numpy() == pytest.approx(found["difference"].to_numpy())
    assert len(set(found["uar_without"])) == 1


def test_an_arm_is_the_same_again(inputs):
    first, again = (run_arm(Arm("gain"), inputs) for _ in range(2))
    pd.testing.assert_frame_equal(first.predictions, again.predictions)


def test_children_stand_on_their_parents_side_and_a_strayed_one_is_refused(inputs):
    study = open_study(inputs)
    family = add_children(study.clips, study.children)
    related = train_children(study.division, family)
    refuse_leaks(related, family)
    fold = related.folds[0]
    assert len(fold.train) == 3 * len(study.division.folds[0].train)
    stray = family["clip_id"][family[PARENT] == fold.test[0]].iloc[0]
    leaky = fold.model_copy(update={"train": (*fold.train, stray)})
    with pytest.raises(LeakageError, match=r"fold 0: 1 (actor|parent_clip_id) value"):
        refuse_leaks(related.model_copy(update={"folds": (leaky,)}), family)
    disguised = family.assign(actor=family["actor"].where(family["clip_id"] != stray, "9999"))
    with pytest.raises(LeakageError, match=rf"parent_clip_id.*{fold.test[0]}.*Augment after dividing"):
        refuse_leaks(related.model_copy(update={"folds": (leaky,)}), disguised)


def test_too_few_actors_make_no_row_and_no_fault(inputs):
    few = inputs.model_copy(update={"least_actors": 21})
    assert label_preservation(few, tolerance=0.05).empty
    assert augmentation_effect(few, permutations=100, executor=None).empty


def test_verdicts():
    intervals = [(0.01, 0.1, 0.01), (-0.1, -0.01, 0.01), (0.01, 0.1, 0.2), (-0.1, 0.1, 0.01), (np.nan, np.nan, 1)]
    assert [verdict(*each) for each in intervals] == ["gain", "loss", "no gain", "no gain", "no gain"]
