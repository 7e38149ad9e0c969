"""The registry of known defects as a check on the rules: defects that they miss are found by digest."""

import pandas as pd

from data_contracts.registry import load_registry


def known_defects(evidence: pd.DataFrame) -> pd.DataFrame:
    """Files whose digest is in the registry of their corpus.

    Parameters
    ----------
    evidence : DataFrame
        Of `gather_evidence`; one corpus.

    Returns
    -------
    DataFrame
        Rows of the evidence with ``defect`` and ``what``.
    """
    corpus = evidence["corpus"].iloc[0] if len(evidence) else ""
    registered = pd.DataFrame(
        [
            (path, sha256, defect.name, defect.what)
            for defect in load_registry(corpus).defects
            for path, sha256 in defect.files.items()
        ],
        columns=["path", "sha256", "defect", "what"],
    )
    return evidence.merge(registered, on=["path", "sha256"], validate="one_to_many")


def unnoticed_defects(evidence: pd.DataFrame, noticed: set[str]) -> pd.DataFrame:
    """Known defects of files in which no rule has found anything, as findings of the rule ``registered``.

    Copies are left to their rule, which checks whether another copy is present.

    Parameters
    ----------
    noticed : set of str
        Paths in which a rule has found something.
    """
    known = known_defects(evidence)
    alone = known["defect"].str.contains("_copies_") | known["path"].isin(noticed)
    missed = known[~alone]
    return missed.assign(rule="registered", reason=missed["defect"] + ": " + missed["what"])
