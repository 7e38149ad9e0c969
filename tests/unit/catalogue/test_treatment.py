"""A treatment reaches every pipeline of a model, in the order outliers, imputer, scaler, selector."""

import pytest
from sklearn.pipeline import Pipeline

from cremad.catalogue.learners import find_learner
from cremad.catalogue.treatment import Treatment, treat
from cremad.cleaning.imputation import ImputationOptions
from cremad.cleaning.outliers import OutlierOptions
from cremad.cleaning.quarantine import OutlierQuarantine
from cremad.cleaning.steps import CleaningOptions
from cremad.evaluation.fit_scope import FitScope
from cremad.selection.correlation import CorrelationSelector
from cremad.selection.options import SelectionOptions

FULL = Treatment(
    cleaning=CleaningOptions(
        imputation=ImputationOptions(strategy="median"), outliers=OutlierOptions(kind="iqr", action="clip")
    ),
    selection=SelectionOptions(kind="correlation"),
)


def test_the_steps_stand_in_their_order():
    pipeline = treat(find_learner("duration_only").build(0), FULL, 0)
    assert [name for name, _ in pipeline.steps] == ["outliers", "imputer", "scaler", "selector", "classifier"]
    assert pipeline.named_steps["imputer"].strategy == "median"
    assert isinstance(pipeline.named_steps["selector"], CorrelationSelector)


def test_no_treatment_changes_nothing():
    model = find_learner("logistic_regression").build(0)
    assert treat(model, Treatment(), 0) is model
    assert [name for name, _ in model.pipeline.steps] == ["imputer", "scaler", "classifier"]


def test_members_of_ensembles_are_treated():
    model = treat(find_learner("voting_soft").build(0), FULL, 0)
    treated = [
        pipeline
        for _, member in model.estimators
        for pipeline in (member, getattr(member, "pipeline", None))
        if isinstance(pipeline, Pipeline) and "selector" in pipeline.named_steps
    ]
    assert treated


def test_quarantine_stands_around_the_model():
    cleaning = CleaningOptions(outliers=OutlierOptions(kind="iqr", action="quarantine"))
    model = treat(find_learner("logistic_regression").build(0), Treatment(cleaning=cleaning), 0)
    assert isinstance(model, OutlierQuarantine)


@pytest.mark.parametrize(
    "treatment",
    [
        FULL,
        *(
            Treatment(selection=SelectionOptions(kind=kind))
            for kind in ("rfe_family", "pca", "mutual_information")
        ),
    ],
)
def test_a_treated_model_is_fitted_on_training_clips(treatment, clips, features):
    X, by_id = features["audio"].select_dtypes("number"), clips.set_index("clip_id")
    model = treat(find_learner("logistic_regression").build(0), treatment, 0)
    fitted = FitScope(X.index).fit(model, X, by_id.loc[X.index, "emotion"], by_id.loc[X.index, "actor"])
    assert fitted.predict_proba(X).shape == (len(X), 6)
