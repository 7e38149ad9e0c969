"""Profiles: files, environment and parameters laid over each other, and what is refused."""

import pytest

from cremad.errors import OptionError
from pipeline_config.load import load_profile, profile_names
from pipeline_config.profile import Profile


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_that_ships_is_valid(name):
    assert load_profile(name).name == name


def test_an_option_set_by_itself_leaves_the_defaults_of_its_neighbours():
    options = load_profile("local", {"leaderboard.repeats": 3})
    assert options.leaderboard == Profile(name="local").leaderboard.model_copy(update={"repeats": 3})


def test_parameters_go_over_the_environment_and_that_over_the_file():
    environment = {"CREMAD__CLUSTER__WORKERS": "3", "CREMAD__SEED": "7", "PATH": "x"}
    options = load_profile("demo", {"cluster.workers": 5, "seed": None}, environment)
    assert (options.cluster.workers, options.seed) == (5, 7)
    assert options.cluster.partition_clips == load_profile("demo").cluster.partition_clips


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"cluster.workers": 0}, "cluster.workers: Input should be greater than or equal to 1"),
        ({"cluster.worker": 1}, "cluster.worker: Extra inputs are not permitted"),
        ({"experiment.models": ["svm"]}, r"experiment.models.0: Value error, no learner 'svm'. Did you mean"),
    ],
)
def test_what_is_wrong_is_named(overrides, said):
    with pytest.raises(OptionError, match=said):
        load_profile("local", overrides)


def test_a_profile_that_is_not_there_is_an_error_that_lists_those_that_are():
    with pytest.raises(OptionError, match="There are demo, full, local"):
        load_profile("laptop")
