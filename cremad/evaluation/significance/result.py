"""What a test of a difference says."""

from cremad.settings import Options


class TestResult(Options):
    """A test's statistic and its two-sided p-value."""

    __test__ = False  # not a test of pytest

    test: str
    statistic: float
    p_value: float
    caveat: str | None = None
    """What the p-value leaves out of account; None where it holds as it stands."""
