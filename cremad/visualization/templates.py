"""The templates of this package, and their filters."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cremad.visualization import names, numbers
from data_contracts.vocabulary import LABEL_SETS


@cache
def environment() -> Environment:
    """The Jinja environment: everything is escaped, an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("cremad.visualization", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"label_sets": LABEL_SETS, "draw": draw}
    made.filters |= {
        "px": _pixels,
        "share": lambda value: numbers.score(value, digits=2),
        "corpus_title": names.corpus_title,
        "division_title": lambda row: names.division_title(row["labels"], row["protocol"], row["clip_set"]),
        "features_title": names.features_title,
        "in_words": names.in_words,
        "row_title": names.row_title_with_inputs,
        "source_title": names.source_title,
        "within_sentence": names.within_sentence,
        "count": numbers.count,
        "duration": numbers.duration,
        "p_value": numbers.p_value,
        "number": numbers.score,
        "interval": numbers.interval,
    }
    return made


def draw(picture: str, *arguments: Any, **options: Any) -> Markup:
    """Fill a macro of ``plots.html``."""
    return getattr(environment().get_template("plots.html").module, picture)(*arguments, **options)


def _pixels(value: float, digits: int = 1) -> str:
    """A coordinate without needless digits."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
