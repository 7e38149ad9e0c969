import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
import soundfile

from cremad.artifacts.digests import FileDigests
from cremad.corpora.inventory import take_inventory
from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import Faults, SyntheticOptions
from cremad.corpora.synthetic.poison import KINDS, poison_corpus
from cremad.corpora.synthetic.truth import GroundTruth
from cremad.errors import MissingFileError
from cremad.preprocessing.ingestion import Ingested, IngestOptions, assemble_clips, probe_file
from data_contracts.contract import load_table
from data_contracts.conversion import convert
from data_contracts.validate import validate

RULE_OF_FAULT = {
    "copied_label": "identical_under_two_labels",
    "copied_actor": "identical_across_actors",
    "copied_mp3": "identical_across_actors",
    "silent": "silent",
    "short": "too_short",
    "short_video": "too_short",
    "no_duration": "no_duration",
    "minute_long": "too_long",
    "soundless_video": "unreadable_sound",
    **dict.fromkeys(KINDS, "unreadable_sound"),
    "rate_96k": "wrong_rate",
}
"""What is planted → the rule that has to find each of its files."""
SPOILS_AUDIO = {"copied_label", "copied_actor", "silent", "short", *KINDS}
SPOILS_VIDEO = {"short_video", "minute_long"}


class Run(NamedTuple):
    inventory: pd.DataFrame
    corpus_files: pd.DataFrame
    signal_quality: pd.DataFrame
    ingested: Ingested

    @property
    def findings(self) -> pd.DataFrame:
        return self.ingested.findings

    @property
    def quarantined(self) -> set[str]:
        return set(self.ingested.quarantine["clip_id"])


def ingest(corpus: str, folder: Path, state: Path, **options) -> Run:
    inventory, files = take_inventory(corpus, folder, FileDigests(state / "digests.json"))
    rows = [probe_file(row, folder) for row in files[files["problem"].isna()].to_dict("records")]
    table = load_table("signal_quality")
    quality = convert(pd.DataFrame(rows)[list(table.columns)], table)
    return Run(inventory, files, quality, assemble_clips(inventory, files, quality, IngestOptions(**options)))


def assert_divided(run: Run) -> None:
    """Each clip of the inventory is in exactly one of both tables, for an error that can be read there."""
    kept = set(run.ingested.clips["clip_id"])
    assert kept.isdisjoint(run.quarantined)
    assert set(run.inventory["clip_id"]) <= kept | run.quarantined
    assert run.ingested.clips["clip_id"].is_unique
    errors = run.findings[run.findings["severity"] == "error"]
    pd.testing.assert_frame_equal(run.ingested.quarantine, errors)


class Faulty(NamedTuple):
    truth: GroundTruth
    run: Run

    def planted(self, *rules: str) -> set[str]:
        return set(self.truth.planted.loc[self.truth.planted["rule"].isin(rules), "clip_id"])


@pytest.fixture(scope="module")
def faulty(tmp_path_factory) -> Faulty:
    """A corpus with two of each fault (one of a minute) and eight poisoned WAVs."""
    faults = Faults(**dict.fromkeys(Faults.model_fields, 2) | {"minute_long": 1})
    options = SyntheticOptions(actors=6, sentences=3, faults=faults, poison_share=0.075)
    folder = tmp_path_factory.mktemp("faulty")
    truth = write_corpus(folder / "corpus", options)
    return Faulty(truth, ingest("synthetic", folder / "corpus", folder))


@pytest.mark.parametrize("fault", list(RULE_OF_FAULT))
def test_every_planted_fault_is_found_in_every_file_by_its_rule(faulty, fault):
    planted = faulty.truth.planted[faulty.truth.planted["rule"] == fault]
    found = faulty.run.findings[faulty.run.findings["rule"] == RULE_OF_FAULT[fault]]
    assert len(planted) > 0
    assert set(planted["path"]) <= set(found["path"])


def test_nothing_is_found_where_nothing_was_planted(faulty):
    assert set(faulty.run.findings["clip_id"]) == set(faulty.truth.planted["clip_id"])


def test_quarantine_holds_exactly_the_clips_whose_audio_is_defective(faulty):
    assert_divided(faulty.run)
    assert faulty.run.quarantined == faulty.planted(*SPOILS_AUDIO)


def test_a_clip_with_defective_frames_keeps_its_audio_alone(faulty):
    clips, before = (table.set_index("clip_id") for table in (faulty.run.ingested.clips, faulty.run.inventory))
    blinded = faulty.planted(*SPOILS_VIDEO)
    lost = before.loc[clips.index, "video_path"].notna() & clips["video_path"].isna()
    assert set(clips.index[lost]) == blinded
    assert clips.loc[sorted(blinded), "video_sha256"].isna().all()
    assert clips.loc[sorted(blinded), "audio_path"].notna().all()


@pytest.mark.parametrize("name", ["inventory", "corpus_files", "signal_quality", "clips", "clips_findings"])
def test_every_table_holds_its_contract(faulty, name):
    tables = faulty.run._asdict() | {"clips": faulty.run.ingested.clips, "clips_findings": faulty.run.findings}
    judged = validate(tables[name], load_table(name))
    assert (judged.critical, judged.findings["reason"].tolist()) == ((), [])


def test_measures_of_a_clip_are_those_of_its_audio(faulty):
    clips = faulty.run.ingested.clips.set_index("audio_path")
    quality = faulty.run.signal_quality.set_index("path").loc[clips.index]
    assert clips["duration_s"].tolist() == quality["duration_s"].tolist()
    assert clips["content_sha256"].tolist() == quality["content_sha256"].tolist()
    assert set(clips["sampling_rate_hz"]) == set(clips["original_rate_hz"]) == {16_000}
    assert clips["official"].isna().all()


def test_problems_name_files_as_the_table_does(faulty):
    problems = pd.concat([faulty.run.signal_quality[f"{kind}_problem"].dropna() for kind in ("sound", "frames")])
    assert len(problems) > 0
    assert not problems.str.contains(str(faulty.truth.folder), regex=False).any()
    unreadable = faulty.run.signal_quality.dropna(subset="sound_problem")
    assert all(row.sound_problem.startswith(f"{row.path}: ") for row in unreadable.itertuples())


def test_with_poison_alone_quarantine_is_the_poisoned_set(tmp_path):
    options = SyntheticOptions(actors=2, sentences=2, video_share=0.25, poison_share=0.5)
    truth = write_corpus(tmp_path / "corpus", options)
    run = ingest("synthetic", tmp_path / "corpus", tmp_path)
    assert_divided(run)
    assert set(truth.planted["rule"]) == set(KINDS)
    assert run.quarantined == set(truth.planted["clip_id"])
    assert set(run.findings["clip_id"]) == run.quarantined


@pytest.mark.parametrize("kind", ["wav", "flv", "mp3", "png"])
def test_text_under_the_name_of_a_medium_is_unreadable(tmp_path, kind):
    (tmp_path / f"clip.{kind}").write_text("a page about the clip, and not the clip")
    row = probe_file({"path": f"clip.{kind}", "clip_id": "clip", "kind": kind}, tmp_path)
    problems = {name for name in ("sound_problem", "frames_problem") if row[name] is not None}
    assert problems == {
        "wav": {"sound_problem"},
        "mp3": {"sound_problem"},
        "flv": {"sound_problem", "frames_problem"},
        "png": {"frames_problem"},
    }[kind]  # fmt: skip
    assert row["duration_s"] is None
    assert set(row) == set(load_table("signal_quality").columns)


def probe(folder: Path, name: str) -> dict:
    return probe_file({"path": name, "clip_id": "x", "kind": Path(name).suffix[1:]}, folder)


def test_a_dead_microphone_with_a_constant_offset_is_silence(tmp_path):
    soundfile.write(tmp_path / "x.wav", np.full(16_000, 0.3), 16_000)
    row = probe(tmp_path, "x.wav")
    assert (row["silence_share"], round(row["dc_offset"], 3), row["sound_problem"]) == (1.0, 0.3, None)


def test_a_link_out_of_the_corpus_is_a_problem_of_that_file(tmp_path):
    (tmp_path / "corpus").mkdir()
    soundfile.write(tmp_path / "secret.wav", np.zeros(16_000), 16_000)
    (tmp_path / "corpus" / "x.wav").symlink_to(tmp_path / "secret.wav")
    assert "x.wav: is a link out of the corpus" in probe(tmp_path / "corpus", "x.wav")["sound_problem"]


@pytest.mark.parametrize("kind", ["au", "w64", "rf64", "caf", "voc", "nist", "aiff"])
def test_frames_are_not_looked_for_in_sound(tmp_path, kind):
    soundfile.write(tmp_path / f"x.{kind}", np.full(16_000, 0.3), 16_000, format=kind.upper(), subtype="PCM_16")
    row = probe(tmp_path, f"x.{kind}")
    assert (row["sound_problem"], row["frames_problem"], row["duration_s"]) == (None, None, 1.0)


@pytest.fixture(scope="module")
def real_run(real_crema_d, tmp_path_factory) -> Run:
    return ingest("crema-d", real_crema_d, tmp_path_factory.mktemp("real"))


def test_of_the_real_corpus_every_clip_is_in_and_official(real_run):
    assert_divided(real_run)
    assert len(real_run.ingested.clips) == 736
    assert real_run.ingested.clips["official"].all()
    assert (real_run.corpus_files["sha256"] == real_run.corpus_files["official_sha256"]).all()


def test_of_the_real_corpus_one_length_disagrees(real_run):
    assert real_run.findings[["clip_id", "rule", "severity"]].to_numpy().tolist() == [
        ["1086_IEO_SAD_HI", "duration_disagrees", "warning"]
    ]
    assert len(real_run.ingested.quarantine) == 0


def test_ravdess_has_528_clips_and_192_files_of_other_emotions(real_data, tmp_path):
    run = ingest("ravdess", real_data / "ravdess", tmp_path)
    assert len(run.ingested.clips) == 528
    assert run.findings["rule"].tolist() == ["no_clip"] * 192
    assert run.quarantined.isdisjoint(run.inventory["clip_id"])


def test_real_wavs_that_are_poisoned_are_kept_out_and_change_no_other_row(real_crema_d, tmp_path):
    copy = tmp_path / "crema-d"
    shutil.copytree(real_crema_d, copy, ignore=shutil.ignore_patterns("*.wav", "*.flv", "*.mp3"))
    (copy / "AudioWAV").mkdir(exist_ok=True)
    for wav in sorted((real_crema_d / "AudioWAV").glob("*.wav"))[::9]:
        shutil.copyfile(wav, copy / "AudioWAV" / wav.name)
    clean = ingest("crema-d", copy, tmp_path)
    poisoned = poison_corpus(copy, 0.3, seed=5)
    run = ingest("crema-d", copy, tmp_path)
    assert_divided(run)
    assert clean.quarantined == set()
    assert set(poisoned.values()) == set(KINDS)
    assert run.quarantined == set(poisoned)
    good = [table[~table["clip_id"].isin(poisoned)].reset_index(drop=True)
            for table in (clean.signal_quality, run.signal_quality)]  # fmt: skip
    assert 40 <= len(good[0]) < 60
    pd.testing.assert_frame_equal(*good, check_dtype=False)  # integers without nulls are of another type


def test_a_file_that_is_gone_says_nothing_of_the_clip(tmp_path):
    with pytest.raises(MissingFileError, match=r"a\.wav: cannot be opened"):
        probe_file({"path": "a.wav", "clip_id": "a", "kind": "wav"}, tmp_path)
