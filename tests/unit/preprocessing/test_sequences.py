"""Frame-level matrices on disk: what the engine gives, clip by clip, through the cache and from a memory map."""

import json
import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
import soundfile

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_file
from cremad.errors import ContractError, MissingFileError
from cremad.features.audio.engine import make_engine
from cremad.features.audio.options import AudioFeatureOptions
from cremad.models.kernels.sequences import MeanEmbedding
from cremad.preprocessing.extraction.frames import FrameExtraction
from cremad.preprocessing.fanout import extract_table
from cremad.preprocessing.sequences import open_sequences, publish_sequences, sequence_frame
from cremad.tables import MANIFEST, is_intact

RATE_HZ = 16_000
OPTIONS = AudioFeatureOptions()
CLIPS = [f"clip-{number:02d}" for number in range(12)]


def write(folder, name: str, seed: int) -> None:
    generator = np.random.default_rng(seed)
    noise = generator.uniform(-0.3, 0.3, generator.integers(4_000, 12_000))
    soundfile.write(folder / f"{name}.wav", noise, RATE_HZ)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number, name in enumerate(CLIPS):
        write(folder, name, number)
    return folder


def extract(corpus, cache="cache", executor=None, options=OPTIONS):
    records = [
        {"clip_id": path.stem, "audio_path": path.name, "audio_sha256": digest_file(path), "audio_gain": 1.0}
        for path in sorted(corpus.glob("*.wav"))
    ]
    with executor or ThreadPoolExecutor(1) as pool:
        return extract_table(
            FrameExtraction(options),
            records,
            corpus,
            cache_dir=corpus.parent / cache,
            group="test",
            target=4,
            executor=pool,
        )


def publish(extraction, folder, name="log_mel", group="test", options=OPTIONS) -> Artifact:
    form = FrameExtraction(options).forms[name]
    return publish_sequences(folder, name, extraction, form, group=group, lineage={"clips": "1"})


def test_each_clip_is_what_the_engine_gives_bit_for_bit(corpus, tmp_path):
    extraction, engine = extract(corpus), make_engine(OPTIONS)
    for name in ("log_mel", "mfcc"):
        sequences = open_sequences(publish(extraction, tmp_path / name, name))
        assert list(sequences) == CLIPS
        for clip_id, frames in sequences.items():
            signal, _ = soundfile.read(corpus / f"{clip_id}.wav", dtype="float32")
            np.testing.assert_array_equal(frames, getattr(engine.frames(signal, RATE_HZ), name))


def test_lengths_offsets_bands_and_hop_are_told(corpus, tmp_path):
    sequences = open_sequences(publish(extract(corpus), tmp_path / "mfcc", "mfcc"))
    samples = [soundfile.info(corpus / f"{name}.wav").frames for name in CLIPS]
    assert sequences.lengths.to_dict() == {n: 1 + s // 160 for n, s in zip(CLIPS, samples, strict=True)}
    assert sequences.frames.shape == (sequences.lengths.sum(), 20)
    assert sequences.entry["bands"][:2] == ["mfcc_00", "mfcc_01"]
    assert (sequences.entry["hop_s"], AudioFeatureOptions(**sequences.entry["options"])) == (0.01, OPTIONS)


def test_a_clip_is_a_read_only_view_of_the_file(corpus, tmp_path):
    sequences = open_sequences(publish(extract(corpus), tmp_path / "log_mel"))
    view = sequences[CLIPS[3]]
    assert np.shares_memory(view, sequences.frames)
    with pytest.raises(ValueError, match="read-only"):
        view[0, 0] = 1
    with pytest.raises(KeyError, match="nobody"):
        sequences["nobody"]


def test_as_a_frame_it_is_a_column_of_views(corpus, tmp_path):
    sequences = open_sequences(publish(extract(corpus), tmp_path / "log_mel"))
    frame = sequence_frame(sequences)
    assert (list(frame.columns), list(frame.index), frame.index.name) == (["log_mel"], CLIPS, "clip_id")
    assert all(np.shares_memory(frame.loc[name, "log_mel"], sequences[name]) for name in CLIPS)
    embedded = MeanEmbedding(fourier=2).fit_transform(frame)
    assert embedded.shape == (len(CLIPS), 4)


def test_pickled_it_carries_its_place_and_not_its_frames(corpus, tmp_path):
    sequences = open_sequences(publish(extract(corpus), tmp_path / "log_mel"))
    pickled = pickle.dumps(sequences)
    assert len(pickled) < 500
    np.testing.assert_array_equal(pickle.loads(pickled)[CLIPS[0]], sequences[CLIPS[0]])


def test_one_worker_or_two_processes_give_the_same_digest(corpus, tmp_path):
    one = publish(extract(corpus), tmp_path / "one")
    two = publish(extract(corpus, "other", ProcessPoolExecutor(2)), tmp_path / "two")
    assert one.sha256 == two.sha256


def test_one_changed_clip_recomputes_its_partition_and_no_other_clip_changes(corpus, tmp_path):
    before = publish(extract(corpus), tmp_path / "log_mel")
    old = {name: np.array(frames) for name, frames in open_sequences(before).items()}
    write(corpus, CLIPS[5], 99)
    again = extract(corpus)
    assert list(again.cache.reasons.values()) == [f"clip changed: {CLIPS[5]}"]
    after = publish(again, tmp_path / "log_mel")
    assert after.sha256 != before.sha256
    changed = [n for n, frames in open_sequences(after).items() if not np.array_equal(frames, old[n])]
    assert changed == [CLIPS[5]]


def test_whoever_has_it_open_reads_on_while_it_is_replaced(corpus, tmp_path):
    sequences = open_sequences(publish(extract(corpus), tmp_path / "log_mel"))
    before = np.array(sequences[CLIPS[0]])
    write(corpus, CLIPS[0], 99)
    publish(extract(corpus), tmp_path / "log_mel")
    np.testing.assert_array_equal(sequences[CLIPS[0]], before)
    with pytest.raises(ContractError, match="changed since"):
        open_sequences(sequences.artifact)


def test_damage_is_detected(corpus, tmp_path):
    artifact = publish(extract(corpus), tmp_path / "log_mel")
    assert is_intact(artifact)
    (path,) = artifact.path.glob("*.npy")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert not is_intact(artifact)
    with pytest.raises(ContractError, match="Run the flow again"):
        open_sequences(artifact)


def test_corpora_lie_side_by_side_until_the_options_change(corpus, tmp_path):
    folder = tmp_path / "log_mel"
    publish(extract(corpus), folder, group="first")
    publish(extract(corpus), folder, group="second")
    assert len(open_sequences(folder, "first")) == len(open_sequences(folder, "second")) == len(CLIPS)
    other = AudioFeatureOptions(n_mels=40)
    publish(extract(corpus, options=other), folder, group="second", options=other)
    assert open_sequences(folder, "second").frames.shape[1] == 40
    with pytest.raises(MissingFileError, match="no rows of 'first'"):
        open_sequences(folder, "first")


def test_a_clip_without_frames_is_told_and_not_among_them(corpus, tmp_path):
    soundfile.write(corpus / "short.wav", np.zeros(100), RATE_HZ)
    extraction = extract(corpus)
    assert extraction.failures["clip_id"].tolist() == ["short"]
    assert "at least 512 samples" in extraction.failures["reason"].item()
    assert list(open_sequences(publish(extraction, tmp_path / "log_mel"))) == CLIPS


def test_no_clip_at_all_is_a_published_answer_too(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    soundfile.write(corpus / "short.wav", np.zeros(100), RATE_HZ)
    sequences = open_sequences(publish(extract(corpus), tmp_path / "log_mel"))
    assert sequences.frames.shape == (0, 64)
    assert not len(sequences)


def test_the_manifest_says_what_they_were_made_with(corpus, tmp_path):
    publish(extract(corpus), tmp_path / "log_mel")
    entry = json.loads((tmp_path / "log_mel" / MANIFEST).read_text())["groups"]["test"]
    assert entry["options"] == OPTIONS.model_dump(mode="json")
    assert entry["lineage"] == {"clips": "1"}
    assert (entry["rows"], len(entry["offsets"])) == (len(CLIPS), len(CLIPS) + 1)
    assert [path.suffix for path in (tmp_path / "log_mel").iterdir() if path.name[0] not in "._"] == [".npy"]


def test_real_clips(real_crema_d, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for path in sorted((real_crema_d / "AudioWAV").glob("*.wav"))[:8]:
        shutil.copy(path, folder)
    sequences = open_sequences(publish(extract(folder), tmp_path / "log_mel"))
    assert sequences.lengths.between(100, 600).all()
    assert all(np.ptp(frames) > 40 for frames in sequences.values())
