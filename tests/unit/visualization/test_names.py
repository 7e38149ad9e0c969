"""Titles are composed from the parts of a row, and nothing but the parts."""

import doctest

import pytest

from cremad.catalogue.learners import learners
from cremad.preprocessing.feature_sets import feature_sets, set_combinations
from cremad.visualization import names
from data_contracts.vocabulary import LABEL_SETS, VOTE_MODALITIES
from tests.results import rater_columns, row_columns


def test_examples_hold():
    assert doctest.testmod(names).failed == 0


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ({}, "Logistic regression"),
        ({"adaptation": "speaker"}, "Logistic regression, speaker-normalised"),
        ({"adaptation": "corpus"}, "Logistic regression, corpus-normalised"),
        ({"targets": "votes"}, "Logistic regression, trained on votes"),
        ({"family_weights": True}, "Logistic regression, features weighted by family"),
        ({"thresholds": True}, "Logistic regression, thresholds"),
        ({"start": "0123456789ab"}, "Logistic regression, from stored weights"),
        ({"params": '{"C":2}'}, "Logistic regression, parameters by search"),
        ({"trained_on": "ravdess"}, "Logistic regression, trained on RAVDESS"),
        (
            {"learner": "svm_linear", "targets": "votes", "adaptation": "speaker", "family_weights": True},
            "SVM, linear, speaker-normalised, trained on votes, features weighted by family",
        ),
    ],
)
def test_a_title_says_each_part(parts, title):
    assert names.row_title(row_columns(**parts)) == title


def test_what_a_table_lacks_may_be_null_in_any_way():
    row = row_columns() | {"start": float("nan"), "params": None, "trained_on": float("nan")}
    assert names.row_title(row) == "Logistic regression"


@pytest.mark.parametrize("name", learners())
def test_a_learner_needs_its_record_alone(name):
    assert names.row_title(row_columns(learner=name)) == learners()[name].title


@pytest.fixture
def lip_reader(tmp_path, monkeypatch):
    """A learner of another installed package."""
    (tmp_path / "lips.py").write_text(
        "from sklearn.dummy import DummyClassifier\n"
        "from cremad.models.learner import Learner\n"
        "LIP_READER = Learner('lip_reader', 'Lip reader (LRS)', lambda seed: DummyClassifier())\n"
    )
    installed = tmp_path / "lips-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: lips\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[cremad.learners]\nlip_reader = lips:LIP_READER\n")
    monkeypatch.syspath_prepend(tmp_path)
    learners.cache_clear()
    yield
    learners.cache_clear()


@pytest.mark.usefixtures("lip_reader")
def test_a_learner_of_another_package_has_its_own_title():
    title = names.row_title(row_columns(learner="lip_reader", targets="votes"))
    assert title == "Lip reader (LRS), trained on votes"


def test_a_learner_that_is_not_installed_any_more_is_named_by_its_key_in_words():
    title = names.row_title(row_columns(learner="graph_network", adaptation="speaker"))
    assert title == "Graph network, speaker-normalised"


def test_features_are_named_by_their_records():
    for name, each in feature_sets().items():
        assert names.features_title(name) == each.title
    assert names.features_title("audio+speech+image") == "Audio, audio (speech encoder) and face"


def test_raters_stand_among_models_of_what_they_were_given():
    stand_among = [names.inputs_of(rater_columns(given)) for given in VOTE_MODALITIES]
    assert stand_among == ["audio", "image", "audio+image"]


def test_every_label_set_has_a_title_and_stands_in_that_of_a_table():
    assert len({names.labels_title(name) for name in LABEL_SETS}) == len(LABEL_SETS)
    divided = names.division_title("three", "published_evar", "audio")
    assert divided == "Three emotions, unseen actors, EVAR split, clips with audio"


def test_combinations_come_in_the_order_of_a_page():
    order = list(set_combinations())
    wanted = ["audio", "egemaps", "speech", "audio+speech", "image", "cnn", "audio+image", "audio+cnn", "text"]
    assert [name for name in order if name in wanted] == wanted
