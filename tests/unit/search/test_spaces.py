"""The space of a learner, and that of families of features, preparation and learner together."""

import numpy as np
import pytest

from cremad.models.learner import Tag
from cremad.networks.searched import network_space
from cremad.search.nested import SearchOptions
from cremad.search.spaces import find_space, pipeline_space, searchable

PREPARED = [name for name, each in searchable().items() if Tag.NETWORK not in each.tags]


def test_a_pipeline_has_genes_of_features_preparation_and_the_chosen_learner_alone():
    space = pipeline_space(["mfcc", "rest"])
    rng = np.random.default_rng(0)
    for _ in range(50):
        point = space.draw(rng)
        of_learners = {name for name in searchable() if any(key.startswith(f"{name}.") for key in point)}
        assert of_learners == {point["learner"]}
        assert {"use.mfcc", "use.rest", "imputer", "scaler", "selector"} <= set(point)


def test_any_is_of_the_families_at_hand_and_of_no_network(features):
    space = find_space("any", features, 1)
    assert [name for name in space.parameters if name.startswith("use.")] == ["use.tone", "use.noise"]
    assert space.parameters["learner"].grid() == tuple(PREPARED)
    assert space.rationed is None


@pytest.mark.parametrize("learner", PREPARED)
def test_shipped_grids_can_be_afforded(learner):
    assert 4 <= len(list(find_space(learner, {}, 1).grid())) <= 108


def test_sequences_decide_what_of_networks_can_be_searched(features, sequences):
    space = find_space("network", features | sequences, 5)
    names = [f"network.{name}" for name in network_space(["log_mel"])]
    assert list(space.parameters) == ["learner", *names]
    assert space.parameters["network.training.epochs"].grid() == (5,)
    assert space.rationed == "network.training.epochs"
    assert space.parameters["network.architecture.kernel"].when == {
        "network.architecture.encoder": ("cnn", "cnn_gru")
    }
    both = ("audio", "image")
    assert SearchOptions(learner="network", features=both).reads == ("audio", "image", "log_mel", "face")
    assert SearchOptions(features=both).reads == both
