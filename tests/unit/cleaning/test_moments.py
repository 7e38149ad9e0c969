import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from cremad.cleaning.moments import moments

FLOATS = st.floats(-1e6, 1e6) | st.just(np.nan)


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=FLOATS))
def test_each_column_is_that_of_its_own_values(X):
    for column, mean, deviation in zip(X.T, *moments(X), strict=True):
        values = column[~np.isnan(column)]
        if len(set(values)) > 1:
            np.testing.assert_allclose([mean, deviation], [values.mean(), values.std()], rtol=1e-9, atol=1e-9)
        else:
            assert (mean, deviation) == (values[0] if len(values) else 0, 0)


def test_equal_values_have_no_deviation_at_all():
    X = np.full((40, 2), 0.1)
    assert (X.std(axis=0) > 0).all()
    assert moments(X)[1].tolist() == [0, 0]
