"""Every kind is a transformer that keeps what tells, behind one interface."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.utils.validation import has_fit_parameter

from cremad.selection.options import KINDS, SelectionOptions, make_selector


def fit(kind: str, planted):
    selector = make_selector(SelectionOptions(kind=kind), 0)
    return selector.fit(*(planted if has_fit_parameter(selector, "groups") else planted[:2]))


@pytest.mark.parametrize("kind", KINDS[1:])
def test_each_kind_keeps_what_tells(planted, kind):
    fitted = fit(kind, planted)
    given = fitted.transform(planted.X)
    assert given.shape == (240, len(fitted.get_feature_names_out()))
    centres = pd.DataFrame(np.asarray(given)).groupby(planted.y.to_numpy()).mean()
    nearest = ((np.asarray(given)[:, None] - centres.to_numpy()) ** 2).sum(2).argmin(1)
    assert (centres.index[nearest] == planted.y).mean() > 0.75


@pytest.mark.parametrize("kind", KINDS[1:])
def test_each_kind_refuses_missing_values(planted, kind):
    with pytest.raises(ValueError, match="NaN"):
        fit(kind, planted._replace(X=planted.X.mask(planted.X > 2)))


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_selector_is_unfitted_and_can_be_copied(kind):
    selector = make_selector(SelectionOptions(kind=kind), 7)
    assert clone(selector).get_params() == selector.get_params()


def test_none_is_no_step():
    assert make_selector(SelectionOptions(), 0) is None
