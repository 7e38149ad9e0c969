"""A network as a point of a space: what can be chosen, what it is given, how it is built."""

import numpy as np
import pandas as pd
import pytest

from cremad.catalogue.spec import ModelSpec
from cremad.models.space import Params, Space, part_of
from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.presets import NetworkOptions
from cremad.networks.searched import network_space, tune_network
from cremad.training.options import TrainingOptions, TrainingOverrides

SPACE = network_space(["log_mel"])


def drawn(kinds: list[str], rng: np.random.Generator) -> Params:
    return Space(parameters=network_space(kinds)).draw(rng)


def test_every_gene_is_an_option_and_every_value_is_allowed():
    for name, parameter in SPACE.items():
        part, _, option = name.partition(".")
        if option:
            model = {"architecture": ArchitectureOptions, "training": TrainingOptions}[part]
            for value in parameter.grid():
                assert getattr(model(**{option: value}), option) == value


def test_every_point_is_a_network_that_can_be_built():
    rng = np.random.default_rng(0)
    points = [drawn(["log_mel"], rng) for _ in range(200)]
    networks = [tune_network(0, point)[-1] for point in points]
    assert {each.architecture.encoder for each in networks} >= {"cnn", "gru", "transformer"}
    for point, network in zip(points, networks, strict=True):
        assert part_of(point, "training").items() <= network.training.model_dump().items()


def test_genes_are_there_when_they_mean_something():
    rng = np.random.default_rng(0)
    for point in (drawn(["log_mel"], rng) for _ in range(100)):
        assert ("architecture.encoder" in point) == (point["inputs"] != "features")
        assert ("architecture.kernel" in point) == (point.get("architecture.encoder") in ("cnn", "cnn_gru"))
        assert ("architecture.fusion" in point) == (point["inputs"] == "features+frames")
    both = [drawn(["log_mel", "face"], rng) for _ in range(50)]
    seen = {point["inputs"]: "architecture.fusion" in point for point in both}
    assert seen == {"features": False, "frames": True, "features+frames": True}


@pytest.mark.parametrize(("inputs", "columns"), [("features", 3), ("frames", 1), ("features+frames", 4)])
def test_a_network_is_given_what_its_inputs_say(inputs, columns):
    rng = np.random.default_rng(0)
    frames = pd.Series([rng.normal(size=(n, 2)) for n in (3, 4)], dtype=object)
    X = pd.DataFrame(rng.normal(size=(2, 3))).add_prefix("a").assign(log_mel=frames)
    given = tune_network(0, {"inputs": inputs})[0].fit_transform(X)
    assert given.shape == (2, columns)
    assert ("log_mel" in given) == ("frames" in inputs)
    if "log_mel" in given:
        assert all(a is b for a, b in zip(given["log_mel"], X["log_mel"], strict=True))


def test_options_of_a_run_count_before_the_point_and_there_is_one_member():
    point = {"inputs": "features", "training.epochs": 9, "training.batch": 16}
    options = NetworkOptions(training=TrainingOverrides(epochs=2), members=5)
    network = tune_network(0, point, network=options)[-1]
    assert (network.training.epochs, network.training.batch, network.members) == (2, 16, 1)


def test_a_specification_of_a_network_keeps_its_trainings_where_it_is_told(tmp_path):
    for params in ({}, {"inputs": "frames"}):
        built = ModelSpec(learner="network", params=params).build(0, checkpoint_dir=tmp_path)
        assert built[-1].checkpoint_dir == tmp_path


def test_the_learner_alone_is_a_network_over_features_and_frames():
    pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    emotion = np.arange(40) % 2
    frames = pd.Series([rng.normal(size=(6, 4)).astype(np.float32) + 2 * each for each in emotion], dtype=object)
    X = pd.DataFrame({"a": rng.normal(size=40) + 2 * emotion, "log_mel": frames})
    options = NetworkOptions(training=TrainingOverrides(epochs=3))
    network = ModelSpec(learner="network", network=options).build(0)
    network.fit(X, np.array(["anger", "sad"])[emotion], groups=np.arange(40) // 4)
    assert len(network[-1].shapes_) == 2
    assert np.allclose(network.predict_proba(X).sum(1), 1)
