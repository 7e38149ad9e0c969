"""Five in a hundred clips poisoned: the run goes on, the good rows stay as they were, quarantine is the rest."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from cremad.corpora.synthetic.poison import poison_corpus
from cremad.tables import current_table, read_table
from flows.features import features
from flows.ingest import ingest
from pipeline_config.paths import DataDirectory


@pytest.mark.long
@pytest.mark.parametrize("corpus", ["synthetic", "crema-d"])
def test_quarantine_is_exactly_the_poisoned_set(server, corpus, tmp_path, request):
    clean, poisoned = (DataDirectory(tmp_path / name) for name in ("clean", "poisoned"))
    folder = _corpus_folder(corpus, tmp_path / "corpus", clean, request)
    _run(clean, corpus, folder)
    already = frozenset(_read(clean, "clips_quarantine", corpus)["clip_id"])
    kinds = poison_corpus(folder, 0.05, seed=0, spared=already)
    _run(poisoned, corpus, folder)
    assert set(_read(poisoned, "clips_quarantine", corpus)["clip_id"]) == set(kinds) | already
    before = _read(clean, "features_audio", corpus)
    after = _read(poisoned, "features_audio", corpus)
    expected = before[~before["clip_id"].isin(kinds)].reset_index(drop=True)
    pd.testing.assert_frame_equal(after, expected)


def _corpus_folder(corpus: str, folder: Path, data: DataDirectory, request) -> Path:
    """A folder of the corpus that may be spoilt."""
    if corpus == "synthetic":
        ingest(data_dir=str(data.root))
        return data.corpus("synthetic")
    shutil.copytree(request.getfixturevalue("real_crema_d"), folder)
    return folder


def _run(data: DataDirectory, corpus: str, folder: Path) -> None:
    ingest(corpus=corpus, corpus_dir=str(folder), data_dir=str(data.root))
    features(corpus=corpus, corpus_dir=str(folder), data_dir=str(data.root))


def _read(data: DataDirectory, table: str, corpus: str) -> pd.DataFrame:
    return read_table(current_table(data.table(table), corpus))
