"""Crops of the face on disk: what the cropper gives, clip by clip, through the cache and from a memory map."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from cremad.artifacts.digests import digest_file
from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.features.image.crops import FaceCropper, FaceFrameOptions
from cremad.media.video import read_frames
from cremad.preprocessing.extraction.face import FaceExtraction
from cremad.preprocessing.fanout import extract_table
from cremad.preprocessing.feature_sets import sequence_sources
from cremad.preprocessing.sequences import open_sequences, publish_sequences, sequence_frame
from data_contracts.feature_tables import sequence_kinds
from pipeline_config.profile import Profile

OPTIONS = FaceFrameOptions(frames=3)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, SyntheticOptions(actors=2, sentences=1, video_share=1.0))
    return folder / "VideoFlash"


def extract(folder, cache, options=OPTIONS):
    records = [
        {"clip_id": path.stem, "video_path": path.name, "video_sha256": digest_file(path)}
        for path in sorted(folder.iterdir())
    ]
    with ThreadPoolExecutor(1) as pool:
        return extract_table(
            FaceExtraction(options),
            records,
            folder,
            cache_dir=cache,
            group="test",
            target=4,
            executor=pool,
        )


def publish(extraction, folder, group="test", options=OPTIONS):
    form = FaceExtraction(options).forms["face"]
    return publish_sequences(folder, "face", extraction, form, group=group, lineage={})


def test_records_say_which_kinds_there_are_and_what_they_are_computed_from():
    profile = Profile(name="demo")
    for name, source in sequence_sources().items():
        assert tuple(source.extractor(profile.options_of(name)).forms) == source.kinds
    kinds = {kind: source.modality for source in sequence_sources().values() for kind in source.kinds}
    assert kinds == sequence_kinds() == {"log_mel": "audio", "mfcc": "audio", "face": "image"}


def test_each_clip_is_what_the_cropper_gives_bit_for_bit(corpus, tmp_path):
    sequences = open_sequences(publish(extract(corpus, tmp_path), tmp_path / "face"))
    cropper = FaceCropper(OPTIONS)
    paths = sorted(corpus.iterdir())
    assert list(sequences) == [path.stem for path in paths]
    assert (sequences.frames.dtype, sequences.frames.shape) == (np.uint8, (3 * len(paths), 56, 48))
    assert sequences.entry["options"] == OPTIONS.model_dump(mode="json")
    for path in paths[:5]:
        np.testing.assert_array_equal(sequences[path.stem], cropper.crop(read_frames(path, 3)))


def test_as_a_frame_cells_of_one_shape_stay_views(corpus, tmp_path):
    sequences = open_sequences(publish(extract(corpus, tmp_path), tmp_path / "face"))
    cells = sequence_frame(sequences)["face"]
    assert cells.map(np.shape).unique().tolist() == [(3, 56, 48)]
    assert all(np.shares_memory(cell, sequences[name]) for name, cell in cells.items())


def test_a_broken_clip_is_told_and_a_still_image_is_one_frame(corpus, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "broken.flv").write_bytes(b"FLV\x01" + bytes(100))
    cv2.imwrite(str(folder / "still.png"), np.full((90, 120, 3), 128, np.uint8))
    extraction = extract(folder, tmp_path)
    assert extraction.failures[["clip_id", "rule"]].values.tolist() == [["broken", "sequences_face_failed"]]
    sequences = open_sequences(publish(extraction, tmp_path / "face"))
    assert sequences.lengths.to_dict() == {"still": 1}


def test_corpora_lie_side_by_side_until_the_options_change(corpus, tmp_path):
    for group in ("first", "second"):
        publish(extract(corpus, tmp_path), tmp_path / "face", group)
    assert open_sequences(tmp_path / "face", "first").frames.shape[1:] == (56, 48)
    small = FaceFrameOptions(frames=1, height=32, width=32)
    artifact = publish(extract(corpus, tmp_path, small), tmp_path / "face", "second", small)
    assert open_sequences(artifact).frames.shape[1:] == (32, 32)
    assert len(list((tmp_path / "face" / "superseded").iterdir())) == 1


def test_real_clips_move(real_crema_d, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for path in sorted((real_crema_d / "VideoFlash").glob("*.flv"))[:6]:
        shutil.copy(path, folder)
    sequences = open_sequences(publish(extract(folder, tmp_path), tmp_path / "face"))
    assert all(np.diff(frames.astype(int), axis=0).std() > 2 for frames in sequences.values())
