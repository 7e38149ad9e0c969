"""Corpora are found beside the code that knows their layouts, and in other packages."""

import pytest

from cremad.artifacts.digests import FileDigests
from cremad.corpora.corpora import corpora, find_corpus
from cremad.corpora.corpus import Corpus
from cremad.corpora.inventory import take_inventory
from cremad.errors import OptionError
from data_contracts.contract import load_table
from data_contracts.validate import validate

OTHER = """
import pandas as pd

from cremad.corpora.corpus import Corpus
from cremad.corpora.listing import choose_media, describe_file, files_in, to_inventory


def list_folder(folder, digests):
    files = pd.DataFrame([describe_file(path, path.name, digests) for path in files_in(folder)])
    files["clip_id"] = files["path"].str.removesuffix(".wav")
    clips = files[["clip_id"]].assign(corpus="other-one", actor=files["path"].str[0], emotion="sad")
    return to_inventory(choose_media(clips, files, audio={"wav": 1.0}), files)


OTHER = Corpus(name="other-one", title="the other one", list_folder=list_folder)
TWICE = Corpus(name="crema-d", title="CREMA-D again", list_folder=list_folder)
"""


@pytest.fixture
def other(tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "other_corpus.py").write_text(OTHER)
    return tmp_path / "package"


def test_the_corpora_that_ship_with_the_project():
    assert list(corpora()) == ["synthetic", "crema-d", "manifest", "ravdess"]
    assert [name for name, each in corpora().items() if each.make] == ["synthetic"]
    assert [name for name, each in corpora().items() if each.published_splits] == ["crema-d"]
    assert find_corpus("crema-d").gains == {"wav": 1.0, "flv": 2.0, "mp3": 2.0}
    assert find_corpus("ravdess").tables == {}


def test_a_corpus_of_another_package_is_listed_and_follows_the_contract(other, tmp_path, extend):
    extend("cremad.corpora", "other_corpus:OTHER", other)
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a1.wav").write_bytes(b"RIFF")
    inventory, _ = take_inventory("other-one", folder, FileDigests(tmp_path / "digests.json"))
    judged = validate(inventory, load_table("inventory"))
    assert not judged.critical
    assert judged.good[["corpus", "clip_id", "actor"]].to_numpy().tolist() == [["other-one", "a1", "a"]]


def test_two_corpora_of_one_name_are_refused(other, extend):
    extend("cremad.corpora", "other_corpus:TWICE", other)
    with pytest.raises(OptionError, match=r"two records of type Corpus have the name 'crema-d'\. Uninstall"):
        corpora()


def test_a_name_that_tables_cannot_hold_is_refused():
    with pytest.raises(OptionError, match=r"'Other One'.*lower-case"):
        Corpus(name="Other One", title="", list_folder=list)
