"""The corpora that exist: this project's records and those of other packages."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from cremad.corpora.corpus import Corpus
from cremad.errors import OptionError
from cremad.extensions import by_name, find_records


@cache
def corpora() -> Mapping[str, Corpus]:
    """All corpora by name, generated ones first."""
    found = find_records("cremad.corpora", Corpus, "cremad.corpora")
    return MappingProxyType(by_name(sorted(found, key=lambda corpus: (corpus.make is None, corpus.name))))


def find_corpus(name: str) -> Corpus:
    """The corpus of a name.

    Raises
    ------
    OptionError
        If there is none; the message lists the names.

    Examples
    --------
    >>> find_corpus("crema-d").title
    'CREMA-D'
    """
    if name not in corpora():
        raise OptionError(f"there is no corpus {name!r}", remedy=f"There are {', '.join(corpora())}.")
    return corpora()[name]
