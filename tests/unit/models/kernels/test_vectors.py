"""Kernels by hand, their law, and what breaks it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics.pairwise import rbf_kernel

from cremad.errors import ContractError
from cremad.models.kernels.kernel import check_positive_semidefinite
from cremad.models.kernels.vectors import DistanceKernel, FamilyKernel, ProductKernel

KERNELS = [
    *(DistanceKernel(name, sharpness) for name in ("radial", "laplacian", "chi_square") for sharpness in (0.3, 3)),
    ProductKernel("linear"),
    ProductKernel("polynomial", degree=3),
    FamilyKernel(DistanceKernel("laplacian")),
]
ROWS = arrays(np.float64, st.tuples(st.integers(2, 8), st.integers(1, 5)), elements=st.floats(0, 100))


@pytest.mark.parametrize("kernel", KERNELS, ids=str)
@settings(max_examples=25)
@given(rows=ROWS)
def test_is_positive_semidefinite(kernel, rows):
    check_positive_semidefinite(kernel.fit_transform(rows))


@pytest.mark.parametrize("kernel", KERNELS, ids=str)
def test_new_clips_are_compared_with_the_training_clips(kernel):
    rows = np.random.default_rng(0).uniform(size=(8, 4))
    gram = kernel.fit_transform(rows)
    np.testing.assert_allclose(kernel.transform(rows[2:5]), gram[2:5], atol=1e-12)


def test_matrices_that_are_no_kernel_are_refused():
    rows = np.random.default_rng(0).normal(size=(30, 5))
    with pytest.raises(ContractError, match="not positive semi-definite"):
        check_positive_semidefinite(ProductKernel("sigmoid").fit_transform(3 * rows - 2))
    with pytest.raises(ContractError, match="not symmetric"):
        check_positive_semidefinite(np.array([[1.0, 0.5], [0.2, 1.0]]))
    with pytest.raises(ContractError, match="not finite"):
        check_positive_semidefinite(np.full((2, 2), np.nan))


def test_values_by_hand():
    rows = np.array([[1.0, 1.0], [3.0, 1.0]])
    assert DistanceKernel("radial").fit_transform(rows)[0, 1] == pytest.approx(np.exp(-2))  # 4 by a mean of 2
    assert DistanceKernel("laplacian", 0.5).fit_transform(rows)[0, 1] == pytest.approx(np.exp(-1))  # 2 by 1
    assert DistanceKernel("chi_square").fit(rows).scale_ == pytest.approx(0.5)  # 4 / 4, and 0 as often
    assert ProductKernel("linear").fit_transform(rows)[0] == pytest.approx([2 / 6, 4 / 6])  # mean square length 6
    assert ProductKernel("polynomial").fit_transform(rows)[0, 1] == pytest.approx((1 + 4 / 6) ** 2)


def test_radial_at_2_is_the_scale_of_scikit_learn():
    rows = np.random.default_rng(0).normal(size=(20, 7))
    ours = DistanceKernel("radial", 2.0).fit_transform((rows - rows.mean(0)) / rows.std(0))
    theirs = rbf_kernel((rows - rows.mean(0)) / rows.std(0), gamma=1 / 7)
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_families_have_the_same_weight_whatever_their_size():
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(6, 5)), columns=["f0_hz_mean", *(f"mfcc_0{n}_std" for n in range(4))])
    one = DistanceKernel("radial")
    expected = (one.fit_transform(table[["f0_hz_mean"]]) + one.fit_transform(table.filter(like="mfcc"))) / 2
    np.testing.assert_allclose(FamilyKernel(DistanceKernel("radial")).fit_transform(table), expected)


def test_clips_that_are_all_alike_have_a_kernel():
    assert DistanceKernel().fit_transform(np.ones((3, 2))).tolist() == [[1.0] * 3] * 3
