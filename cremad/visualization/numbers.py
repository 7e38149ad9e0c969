"""How numbers are written, everywhere alike."""

import math

ABSENT = "–"


def score(value: float, *, digits: int = 3, signed: bool = False) -> str:
    """A share without its leading zero.

    >>> score(0.6123), score(1.0), score(-0.02, signed=True), score(float("nan"))
    ('.612', '1.000', '−.020', '–')
    """
    if math.isnan(value):
        return ABSENT
    written = f"{abs(value):.{digits}f}".removeprefix("0")
    if value < 0 and float(written):
        return f"−{written}"
    return f"+{written}" if signed and float(written) else written


def interval(low: float | None, high: float | None, *, signed: bool = False) -> str:
    """A 95 % interval in brackets, empty where there is none.

    >>> interval(0.5712, 0.65), interval(None, None)
    ('[.571, .650]', '')
    """
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ""
    return f"[{score(low, signed=signed)}, {score(high, signed=signed)}]"


def duration(seconds: float) -> str:
    """A time span in the unit that suits it.

    >>> duration(0.0421), duration(3.26), duration(75), duration(18936)
    ('42 ms', '3.3 s', '1 min 15 s', '5.26 h')
    """
    if seconds < 0.9995:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    if seconds < 3599.5:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s"
    return f"{seconds / 3600:.2f} h"


def count(number: float, noun: str = "") -> str:
    """A count with thousands set off, and its noun in the right number.

    >>> count(7442), count(1, "clip"), count(0, "warning")
    ('7,442', '1 clip', '0 warnings')
    """
    plural = "" if number == 1 or not noun else "s"
    return f"{number:,.0f} {noun}{plural}".strip()


def p_value(p: float) -> str:
    """A probability, or that it is below what is worth writing.

    >>> p_value(0.0431), p_value(1e-9)
    ('.043', '< .001')
    """
    return "< .001" if p < 0.001 else score(p)
