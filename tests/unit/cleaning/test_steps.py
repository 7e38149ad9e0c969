"""Cleaning inside a model is fitted on the training clips of each fold, whatever stands in the others."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from cremad.cleaning.imputation import ImputationOptions
from cremad.cleaning.outliers import OutlierOptions
from cremad.cleaning.steps import CleaningOptions, cleaning_steps, quarantine_outliers
from cremad.errors import LeakageError
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.protocols import divide
from cremad.training.crossvalidation import cross_validate
from data_contracts.vocabulary import EMOTIONS

WAYS = [
    *(
        CleaningOptions(imputation=ImputationOptions(strategy=name))
        for name in ("mean", "median", "most_frequent")
    ),
    *(CleaningOptions(imputation=ImputationOptions(strategy=name)) for name in ("knn", "iterative")),
    *(CleaningOptions(outliers=OutlierOptions(kind=kind, action="clip")) for kind in ("iqr", "z_score")),
    *(
        CleaningOptions(outliers=OutlierOptions(kind=kind, action=action))
        for kind in ("iqr", "z_score", "isolation_forest", "lof")
        for action in ("flag", "quarantine")
    ),
]


@pytest.fixture(scope="module")
def clips() -> pd.DataFrame:
    rows = [(f"{actor}_{emotion}", str(actor), emotion) for actor in range(9) for emotion in EMOTIONS]
    frame = pd.DataFrame(rows, columns=["clip_id", "actor", "emotion"])
    return frame.assign(sentence="IEO", content_sha256=frame["clip_id"])


@pytest.fixture(scope="module")
def features(clips) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    told = np.eye(6)[[EMOTIONS.index(emotion) for emotion in clips["emotion"]]] + 0.3 * rng.normal(size=(54, 6))
    told[rng.random(told.shape) < 0.1] = np.nan
    told[::11] *= 40
    return pd.DataFrame(told, index=clips["clip_id"]).add_prefix("f")


def cleaned(options: CleaningOptions):
    steps = [*cleaning_steps(options, 0), ("scaler", StandardScaler()), ("classifier", LogisticRegression())]
    return quarantine_outliers(Pipeline(steps), options, 0)


@pytest.mark.parametrize("options", WAYS, ids=str)
def test_fitted_on_training_clips_alone(clips, features, options):
    """Another table on the test side changes no fitted model: each answers a fixed table as before."""
    folds = divide(find_protocol("actor_3fold"), clips, seed=0).folds
    answers = []
    for spoil in (False, True):
        for fold in folds:
            table = features.copy()
            if spoil:
                table.loc[list(fold.test)] = np.random.default_rng(1).normal(1e4, 1e5, (len(fold.test), 6))
            fitted = []
            rows = cross_validate(
                lambda: cleaned(options), table, clips, [fold], labels="six", on_fold=fitted.append
            )
            assert sorted(rows["clip_id"]) == sorted(fold.test)
            answers.append(fitted[0].estimator.predict_proba(features))
    np.testing.assert_array_equal(answers[:3], answers[3:])


@pytest.mark.parametrize("options", WAYS, ids=str)
def test_cleaning_fitted_beforehand_is_refused(clips, features, options):
    once = cleaned(options).fit(features, clips["emotion"])
    steps = getattr(once, "estimator_", once).steps[:-2]
    refitted = Pipeline([*steps, ("classifier", LogisticRegression())])
    with pytest.raises(LeakageError, match="was fitted before the folds were made"):
        cross_validate(
            lambda: refitted,
            features,
            clips,
            divide(find_protocol("actor_3fold"), clips, seed=0).folds,
            labels="six",
        )


def test_outliers_come_before_the_imputer_and_quarantine_around_the_model():
    names = {
        action: [name for name, _ in cleaning_steps(CleaningOptions(outliers=OutlierOptions(action=action)), 0)]
        for action in ("clip", "flag", "quarantine")
    }
    both = ["outliers", "imputer"]
    assert names == {"clip": both, "flag": both, "quarantine": ["imputer"]}
    assert [name for name, _ in cleaning_steps(CleaningOptions(), 0)] == ["imputer"]
    assert isinstance(cleaned(CleaningOptions()), Pipeline)


def test_flag_is_a_feature_of_the_classifier(clips, features):
    flagging = cleaned(CleaningOptions(outliers=OutlierOptions(kind="z_score", action="flag")))
    fitted = flagging.fit(features, clips["emotion"])
    assert list(fitted[:-1].get_feature_names_out()) == [*features, "is_outlier"]
    assert fitted["classifier"].coef_.shape == (6, 7)
