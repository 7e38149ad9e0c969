"""Records are found in modules and entry points; what is no record is refused by name."""

import pytest

from cremad.corpora.corpus import Corpus
from cremad.errors import OptionError
from cremad.extensions import find_records


def test_a_record_that_several_modules_know_counts_once():
    found = find_records("cremad.corpora", Corpus, "cremad.corpora")
    assert sorted(each.name for each in found) == ["crema-d", "manifest", "ravdess", "synthetic"]


def test_an_entry_point_that_is_no_record_is_refused(tmp_path, extend):
    (tmp_path / "no_record.py").write_text("WRONG = 3\n")
    extend("cremad.corpora", "no_record:WRONG", tmp_path)
    with pytest.raises(OptionError, match=r"no_record:WRONG, an entry point of cremad\.corpora, is a int"):
        find_records("cremad.corpora", Corpus, "cremad.corpora")


def test_an_entry_point_that_cannot_be_imported_is_named(tmp_path, extend):
    (tmp_path / "broken.py").write_text("import no_such_library\n")
    extend("cremad.corpora", "broken:RECORD", tmp_path)
    with pytest.raises(ModuleNotFoundError, match="no_such_library") as caught:
        find_records("cremad.corpora", Corpus, "cremad.corpora")
    assert caught.value.__notes__ == [
        "while loading broken:RECORD, entry point 'record' of group 'cremad.corpora'"
    ]
