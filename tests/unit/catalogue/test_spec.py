"""A specification builds what it says, refuses what its learner cannot do, and is told in columns."""

import json

import numpy as np
import pytest
from pydantic import ValidationError

from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.learners import learners
from cremad.catalogue.spec import ModelSpec
from cremad.catalogue.treatment import Treatment
from cremad.cleaning.outliers import OutlierOptions
from cremad.cleaning.steps import CleaningOptions
from cremad.errors import OptionError
from cremad.evaluation.classification import evaluate
from cremad.evaluation.protocol import actor_folds
from cremad.evaluation.protocols import divide
from cremad.networks.presets import NetworkOptions
from cremad.training.crossvalidation import cross_validate
from cremad.training.options import TrainingOverrides
from data_contracts.vocabulary import EMOTIONS
from pipeline_config.comparisons import CLASSICAL_VARIANTS, NETWORK_VARIANTS
from tests.unit.conftest import fit_spec, spec_of

PLAIN = [spec_of(name) for name in learners() if name != "network"]
VARIANTS = [spec_of(learner, **options) for learner, options in (*CLASSICAL_VARIANTS, *NETWORK_VARIANTS)]


@pytest.mark.parametrize("spec", [*PLAIN, *VARIANTS], ids=lambda spec: spec.stream)
def test_fits_the_same_twice_and_gives_probabilities(spec, clips, features, fitted):
    model, X = fitted(spec)
    again, _ = fit_spec(spec, clips, features | {"text": features["audio"]})
    first, second = model.predict_proba(X), again.predict_proba(X)
    assert (first == second).all()
    np.testing.assert_allclose(first.sum(1), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("spec", "lowest", "highest"),
    [
        (spec_of("logistic_regression"), 0.3, 0.9),
        (spec_of("logistic_regression", adaptation="speaker"), 0.3, 0.9),
        (spec_of("svm_rbf"), 0.3, 0.9),
        (spec_of("xgboost"), 0.3, 0.9),
        (spec_of("svm_sequences"), 0.25, 0.9),
        (spec_of("majority"), 1 / 6, 1 / 6),
        (spec_of("shuffled_labels"), 0.08, 0.26),
        (spec_of("text_only"), 0.0, 1 / 6),
        (spec_of("sentence_lookup"), 0.0, 1 / 6),
        (spec_of("duration_only"), 0.08, 0.26),
    ],
    ids=lambda value: value.stream if isinstance(value, ModelSpec) else None,
)
def test_uar_on_unseen_actors(spec, lowest, highest, clips, features):
    folds = divide(actor_folds(5), clips, seed=0).folds
    rows = cross_validate(lambda: spec.build(0), model_inputs(spec, clips, features), clips, folds, labels="six")
    score = evaluate(rows["y_true"], rows["y_pred"], EMOTIONS)["uar"]
    assert lowest - 1e-9 <= score <= highest + 1e-9


@pytest.mark.parametrize(
    ("learner", "wish", "reason"),
    [
        ("svm_rbf", {"targets": "votes"}, "svm_rbf cannot learn from votes"),
        ("ridge", {"family_weights": True}, "ridge cannot weight features by family"),
        ("xgboost", {"network": NetworkOptions()}, "xgboost cannot be trained as a network"),
        ("voting_hard", {"thresholds": True}, "voting_hard cannot be given thresholds"),
        ("duration_only", {"adaptation": "speaker"}, "reads no features that could be normalised"),
        ("svm_rfb", {}, "Did you mean"),
    ],
)
def test_a_wish_that_the_learner_cannot_follow_is_refused(learner, wish, reason):
    with pytest.raises(ValidationError, match=reason):
        ModelSpec(learner=learner, **wish)


def test_votes_that_a_treatment_keeps_from_the_learner_are_an_error():
    quarantine = Treatment(cleaning=CleaningOptions(outliers=OutlierOptions(kind="iqr", action="quarantine")))
    spec = ModelSpec(learner="logistic_regression", targets="votes", treatment=quarantine)
    with pytest.raises(OptionError, match="is to learn from votes, but its treatment passes none on"):
        spec.build(0)


def test_an_option_that_equals_the_usual_default_holds_where_a_network_has_another():
    asked = NetworkOptions(training=TrainingOverrides(learning_rate=0.001))
    assert ModelSpec(learner="network_dense", network=asked).build(0).training.learning_rate == 0.001
    assert ModelSpec(learner="network_dense").build(0).training.learning_rate == 3e-4


def test_a_name_alone_is_the_learner_as_it_is():
    assert ModelSpec.model_validate("svm_rbf") == ModelSpec(learner="svm_rbf")


def test_columns_tell_each_part_and_only_what_is_not_the_default():
    spec = spec_of("network_dense", features=("audio", "image"), adaptation="speaker", targets="votes")
    columns = spec.columns()
    assert columns["features"] == "audio+image"
    assert (columns["learner"], columns["adaptation"], columns["targets"]) == ("network_dense", "speaker", "votes")
    assert json.loads(columns["network"]) == {"members": 1, "training": {"batch": 64, "epochs": 2}}
    assert columns["treatment"] is None
    assert ModelSpec(learner="majority").columns()["features"] is None


def test_a_specification_survives_json():
    spec = spec_of("voting_soft", family_weights=True, adaptation="speaker")
    assert ModelSpec.model_validate_json(spec.model_dump_json()) == spec


def test_streams_are_those_that_results_were_first_drawn_by():
    drawn = {
        ("svm_linear_one_vs_one", "family_weights"): "svm_linear_family_weights_by_actor",
        ("voting_soft", "family_weights"): "voting_family_weights_by_actor",
        ("logistic_regression", "thresholds"): "logistic_regression_thresholds_by_actor",
    }
    for (learner, option), stream in drawn.items():
        assert spec_of(learner, adaptation="speaker", **{option: True}).stream == stream
    assert spec_of("ensemble", targets="votes").stream == "ensemble_soft_labels"
    both = spec_of("logistic_regression", family_weights=True, targets="votes", adaptation="speaker")
    assert both.stream == "logistic_regression_family_weights_soft_by_actor"
