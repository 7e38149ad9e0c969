"""Components carry the variance that was asked for, and each feature's part in it is known."""

import numpy as np
import pytest

from cremad.selection.projection import communalities, make_projection


def test_components_carry_the_share_and_no_more_of_them_than_needed(planted):
    fitted = make_projection(0.8).fit(planted.X)
    carried = np.cumsum(fitted.explained_variance_ratio_)
    assert carried[-1] >= 0.8 > carried[-2]


def test_communalities_are_the_variance_of_what_is_rebuilt(planted):
    fitted = make_projection(0.7).fit(planted.X)
    rebuilt = fitted.inverse_transform(fitted.transform(planted.X))
    assert communalities(fitted) == pytest.approx(rebuilt.var(axis=0))
    assert communalities(fitted).mean() == pytest.approx(fitted.explained_variance_ratio_.sum())


def test_a_copy_is_carried_with_what_it_copies(planted):
    told = communalities(make_projection(0.5).fit(planted.X))
    assert told[-6:].min() > told[:-6].mean()
