"""Children's features: rows of the contract, of the parent's media and the draw, replayed bit for bit."""

import numpy as np
import pandas as pd
import pytest

from cremad.augmentation.children import KINDS, draw_children
from cremad.augmentation.options import AugmentationOptions
from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.preprocessing.feature_sets import augmented_sets, find_feature_set
from data_contracts.contract import load_table
from pipeline_config.profile import Profile


@pytest.fixture(scope="module")
def parent(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, SyntheticOptions(actors=2, sentences=1, video_share=1.0))
    audio_path = sorted((folder / "AudioWAV").glob("*.wav"))[0]
    video = next((folder / "VideoFlash").glob(f"{audio_path.stem}.*"))
    paths = {"audio_path": str(audio_path), "video_path": str(video)}
    return {
        "clip_id": audio_path.stem,
        "actor": "1001",
        "root": folder,
        "audio_sha256": "0",
        "audio_gain": 1.0,
        "video_sha256": "0",
    } | paths


@pytest.mark.parametrize("modality", augmented_sets())
def test_every_kind_has_a_row_of_the_contract_and_replays(modality, parent):
    options = Profile(name="demo").options_of(modality)
    children = draw_children(pd.DataFrame([parent]), KINDS[modality], AugmentationOptions(), seed=1)
    extractor = augmented_sets()[modality].extractor(options)
    original = find_feature_set(modality).extractor(options)(parent, parent["root"])
    records = [parent | child for child in children.to_dict("records")]
    rows = [extractor(record, parent["root"]) for record in records]
    assert np.array_equal(rows[0], extractor(records[0], parent["root"]))
    for row in rows:
        assert np.isfinite(row).all()
        assert not np.array_equal(row, original)
    table = extractor.to_table([record["clip_id"] for record in records], rows)
    contract = load_table(extractor.name)
    assert (*table.column_names, "parent_clip_id", "actor") == _in_order(contract.columns)
    assert len({extractor.content(record) for record in records}) == len(records)


def _in_order(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The contract's columns with those of the family last, as they are joined."""
    own = ("parent_clip_id", "actor")
    return (*(name for name in columns if name not in own), *own)


def test_a_changed_draw_or_parent_is_another_content(parent):
    extractor = augmented_sets()["audio"].extractor(Profile(name="demo").options_of("audio"))
    record = parent | {"kind": "gain", "parameters": '{"gain_db":1.0}'}
    others = [record | {"parameters": '{"gain_db":1.5}'}, record | {"audio_sha256": "1"}]
    assert len({extractor.content(each) for each in (record, *others)}) == 3
