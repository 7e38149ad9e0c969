"""Principal components in place of features: no feature is left out, and none is kept as it was."""

import numpy as np
from sklearn.decomposition import PCA


def make_projection(variance: float) -> PCA:
    """An unfitted PCA of as many components as carry this share of the variance; it draws nothing."""
    return PCA(n_components=variance)


def communalities(projection: PCA) -> np.ndarray:
    """Share of each feature's variance that the components carry, shape (features,), 0 to 1.

    Parameters
    ----------
    projection : PCA
        Fitted on features of variance 1, as a scaler leaves them; one that is constant has a share of 0.
    """
    carried = projection.explained_variance_ @ projection.components_**2
    return carried * (projection.n_samples_ - 1) / projection.n_samples_
