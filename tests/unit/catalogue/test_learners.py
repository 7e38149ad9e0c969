"""Learners are found beside their builders and in other packages, and each does what its tags say."""

import inspect

import pytest
from sklearn.naive_bayes import GaussianNB

from cremad.catalogue import learners as catalogue
from cremad.catalogue.learners import find_learner, learners
from cremad.errors import OptionError
from cremad.models.learner import Learner, Tag

KEYWORDS = {
    Tag.VOTES: {"votes"},
    Tag.FAMILY_WEIGHTS: {"family_weights"},
    Tag.SPEAKER_LEVELS: {"speaker_normalised"},
    Tag.NETWORK: {"network", "start"},
    Tag.WORD_VECTORS: {"word_vectors"},
}


def test_all_rooms_are_looked_through():
    assert {"logistic_regression", "svm_rbf", "xgboost", "network_cnn", "ensemble", "majority"} <= set(learners())


@pytest.mark.parametrize("learner", learners().values(), ids=lambda each: each.name)
def test_the_builder_takes_the_keywords_of_the_tags_and_no_others(learner):
    taken = {
        name
        for name, parameter in inspect.signature(learner.build).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    asked = {name for tag in learner.tags for name in KEYWORDS.get(tag, ())}
    assert asked <= taken
    assert taken <= asked or learner.is_control


@pytest.mark.parametrize("learner", learners().values(), ids=lambda each: each.name)
def test_what_is_read_is_said(learner):
    assert bool(learner.column) == (learner.reads == "column")
    assert bool(learner.sequences) == (learner.reads == "sequences")
    assert learner.title[0].isupper()


def test_an_unknown_learner_is_refused_with_the_nearest_names():
    with pytest.raises(OptionError, match=r"no learner 'svm_rfb'\. Did you mean .*svm_rbf"):
        find_learner("svm_rfb")


def test_other_packages_add_learners_and_may_not_take_a_name(monkeypatch):
    added = Learner("bayes_of_others", "Bayes of others", lambda seed: GaussianNB())
    monkeypatch.setattr(catalogue, "extensions", lambda group: {"others:LEARNER": added})
    learners.cache_clear()
    try:
        assert find_learner("bayes_of_others") is added
        monkeypatch.setattr(
            catalogue, "extensions", lambda group: {"x:Y": Learner("svm_rbf", "Mine", lambda seed: GaussianNB())}
        )
        learners.cache_clear()
        with pytest.raises(OptionError, match="svm_rbf"):
            learners()
    finally:
        monkeypatch.undo()
        learners.cache_clear()
