"""The speaker-disjoint splits of CREMA-D that are used by published results."""

from importlib.resources import files

import pandas as pd


def published_splits() -> pd.DataFrame:
    """The part of each published split that an actor belongs to.

    Returns
    -------
    DataFrame
        91 rows, all columns text: ``actor``; ``audeering_1_1_0`` (train, dev, test), ``evar`` (train, valid,
        test) and ``hicmae_test_fold`` (the fold, 1 to 5, that the actor is tested in).

    References
    ----------
    audEERING's CREMA-D dataset 1.1.0; Niizumi et al., EVAR (2022); Sun et al., HiCMAE, Information Fusion 108
    (2024).
    """
    with (files(__package__) / "published_splits.csv").open() as file:
        return pd.read_csv(file, dtype=str)
