import pytest

from cremad.artifacts.digests import FileDigests
from cremad.corpora.inventory import LISTERS, take_inventory
from cremad.errors import OptionError
from data_contracts.vocabulary import CORPORA


def test_every_corpus_of_the_vocabulary_has_its_layout():
    assert tuple(LISTERS) == CORPORA


def test_an_unknown_corpus_is_refused(tmp_path):
    with pytest.raises(OptionError, match=r"no corpus 'iemocap'.*crema-d"):
        take_inventory("iemocap", tmp_path, FileDigests(tmp_path / "digests.json"))
