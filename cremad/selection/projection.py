"""Principal components instead of features: no feature is removed, and none is kept as such."""

import numpy as np
from sklearn.decomposition import PCA


def make_projection(variance: float) -> PCA:
    """An unfitted, deterministic PCA with as many components as explain this share of the variance."""
    return PCA(n_components=variance)


def communalities(projection: PCA) -> np.ndarray:
    """Share of each feature's variance that the components explain, shape (features,), 0 to 1.

    Parameters
    ----------
    projection : PCA
        Fitted on features of variance 1, such as those of a scaler; a constant feature has a share of 0.
    """
    carried = projection.explained_variance_ @ projection.components_**2
    return carried * (projection.n_samples_ - 1) / projection.n_samples_
