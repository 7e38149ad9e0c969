import pytest

from cremad.artifacts.digests import FileDigests
from cremad.corpora.inventory import take_inventory
from cremad.errors import OptionError


def test_an_unknown_corpus_is_refused(tmp_path):
    with pytest.raises(OptionError, match=r"no corpus 'iemocap'.*crema-d"):
        take_inventory("iemocap", tmp_path, FileDigests(tmp_path / "digests.json"))
