"""A point is a model specification, and refuses what its learner does not have."""

import json

import numpy as np
import pytest
from pydantic import ValidationError

from cremad.catalogue.spec import ModelSpec
from cremad.models.candidate import FAMILIES
from cremad.search.point import read_point, spec_line, to_spec
from cremad.search.spaces import find_space, pipeline_space, searchable


@pytest.mark.parametrize("learner", searchable())
def test_every_point_of_a_learner_is_a_specification_that_survives_its_text(learner, features, sequences):
    space = find_space(learner, features | sequences, 2)
    rng = np.random.default_rng(0)
    for _ in range(20):
        point = space.draw(rng)
        spec = to_spec(point, ("audio",))
        assert spec.learner == learner
        assert {f"{learner}.{name}" for name in spec.params} == set(point) - {"learner"}
        assert ModelSpec.model_validate_json(spec_line(spec)) == spec


def test_families_and_preparation_are_parameters_too():
    space = pipeline_space(["tone", "noise"])
    rng = np.random.default_rng(0)
    for point in (space.draw(rng) for _ in range(20)):
        spec = ModelSpec(**json.loads(spec_line(to_spec(point, ("audio", "image")))))
        assert spec.features == ("audio", "image")
        assert spec.params[FAMILIES] == [family for family in ("tone", "noise") if point[f"use.{family}"]]
        assert spec.params["scaler"] == point["scaler"]
        assert read_point(point) == (spec.learner, spec.params)


@pytest.mark.parametrize(
    ("described", "said"),
    [
        ({"learner": "ridge", "params": {"alpha": 1.0}}, "ridge has no parameters that can be chosen"),
        ({"learner": "svm_rbf", "params": {"c": 1.0}}, r"svm_rbf has no parameters \['c'\]; there are C, gamma"),
        ({"learner": "network", "params": {"scaler": "robust"}}, "network has no parameters"),
        ({"learner": "xgboost", "targets": "votes", "params": {"max_depth": 2}}, "cannot learn from votes"),
    ],
)
def test_parameters_that_a_learner_does_not_have_are_refused(described, said):
    with pytest.raises(ValidationError, match=said):
        ModelSpec(**described)
