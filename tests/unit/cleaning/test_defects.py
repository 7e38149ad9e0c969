import pandas as pd
import pytest

from cremad.cleaning.defects import RULES, RuleOptions, gather_evidence

WAV, OTHER = "AudioWAV/1001_DFA_ANG_XX.wav", "AudioWAV/1001_DFA_SAD_XX.wav"
FLV, MP3 = "VideoFlash/1001_DFA_ANG_XX.flv", "AudioMP3/1001_DFA_ANG_XX.mp3"
STRANGER = "AudioWAV/1002_DFA_ANG_XX.wav"
SAME = {"content_sha256": "5" * 64}
STATED = {"official_sha256": "0" * 64, "official_bytes": 2000, "sha256": "1" * 64}
NO_AUDIO = {"content_sha256": None, "silence_share": None, "duration_s": None, "original_rate_hz": None}
IMAGE = NO_AUDIO | {"sha256": "7" * 64, "audio_path": None}

CASES = {
    "unreadable_sound": ([(WAV, {"sound_problem": "is empty."})], [WAV], "is empty."),
    "unreadable_frames": ([(FLV, {"frames_problem": "has no frames."})], [FLV], "has no frames."),
    "unofficial_bytes": (
        [(WAV, STATED)],
        [WAV],
        "1000 bytes with SHA-256 111111111111…, the official file has 2000",
    ),
    "silent": ([(WAV, {"silence_share": 1.0, "peak_dbfs": -70})], [WAV], "loudest sample is at -70 dBFS"),
    "too_short": ([(WAV, {"duration_s": 0.4999})], [WAV], "lasts 0.500 s, less than 0.5 s"),
    "too_long": ([(WAV, {"duration_s": 60.0})], [WAV], "lasts 60.0 s, more than one utterance (30 s)"),
    "no_duration": ([(FLV, {"states_duration": False})], [FLV], "does not state how long it is (2.00 s)"),
    "wrong_rate": ([(WAV, {"original_rate_hz": 96_000})], [WAV], "96000 Hz, the corpus's WAVs have 16000 Hz"),
    "duration_disagrees": (
        [(WAV, {}), (MP3, {"audio_path": WAV, "duration_s": 2.6})],
        [MP3],
        "lasts 2.60 s, the audio that is used 2.00 s",
    ),
    "identical_under_two_labels": ([(WAV, SAME), (OTHER, SAME)], [WAV, OTHER], "which have another emotion"),
    "identical_across_actors": ([(WAV, SAME), (STRANGER, SAME)], [WAV, STRANGER], "which have another actor"),
}
"""Rule → files with what is changed of them, the paths that it finds, and what it says of the first."""

CLEAN = {
    "unreadable_sound": [(WAV, {"frames_problem": "has no frames."})],
    "unreadable_frames": [(FLV, {"sound_problem": "has no audio stream."})],
    "unofficial_bytes": [
        (WAV, STATED | {"sha256": "0" * 64}),
        (OTHER, STATED | {"official_sha256": None}),
        (FLV, STATED | {"sound_problem": "is a Git-LFS pointer."}),
    ],
    "silent": [(WAV, {"silence_share": 0.999}), (FLV, NO_AUDIO)],
    "too_short": [(WAV, {"duration_s": 0.5}), (FLV, NO_AUDIO)],
    "too_long": [(WAV, {"duration_s": 30.0}), (FLV, NO_AUDIO)],
    "no_duration": [(FLV, {"states_duration": None})],
    "wrong_rate": [
        (FLV, {"original_rate_hz": 44_100}),
        (OTHER, {"original_rate_hz": 48_000, "wav_rate_hz": None}),
        (WAV, NO_AUDIO),
    ],
    "duration_disagrees": [(WAV, {}), (MP3, {"audio_path": WAV, "duration_s": 2.5}), (OTHER, {"duration_s": 4})],
    "identical_under_two_labels": [(WAV, SAME), (STRANGER, SAME), (OTHER, {})],
    "identical_across_actors": [(WAV, SAME), (OTHER, SAME), (STRANGER, {})],
}
"""Rule → files beside which it stays silent."""


def reasons(evidence, rule, files, **options) -> dict[str, str]:
    table = evidence(*(evidence.file(path, **changes) for path, changes in files))
    table.index += 10
    return dict(zip(table["path"], RULES[rule](table, RuleOptions(**options)).reindex(table.index), strict=True))


def test_every_rule_has_a_planted_and_a_clean_case():
    assert list(CASES) == list(CLEAN) == list(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_what_is_planted(evidence, rule):
    files, paths, says = CASES[rule]
    found = reasons(evidence, rule, files)
    assert [path for path, reason in found.items() if pd.notna(reason)] == paths
    assert says in found[paths[0]]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_nothing_in_clean_files(evidence, rule):
    found = reasons(evidence, rule, CLEAN[rule])
    assert {path: reason for path, reason in found.items() if pd.notna(reason)} == {}


@pytest.mark.parametrize(("options", "found"), [({"shortest_s": 2.5}, True), ({"shortest_s": 1.5}, False)])
def test_the_bounds_are_the_options(evidence, options, found):
    assert pd.notna(reasons(evidence, "too_short", [(WAV, {})], **options)[WAV]) == found


@pytest.mark.parametrize("rule", ["identical_under_two_labels", "identical_across_actors"])
@pytest.mark.parametrize(
    "spoilt",
    [
        {"silence_share": 1.0},
        {"sound_problem": "is empty.", "sha256": "e" * 64, "content_sha256": None},
        IMAGE | {"frames_problem": "is empty."},
    ],
)
def test_files_without_content_are_no_copies(evidence, rule, spoilt):
    files = [(path, SAME | spoilt) for path in (WAV, "AudioWAV/1002_DFA_SAD_XX.wav")]
    assert pd.isna(list(reasons(evidence, rule, files).values())).all()


def test_copies_of_an_image_are_found_by_their_bytes(evidence):
    one, other = "a/1001_DFA_ANG_XX.png", "b/1001_DFA_SAD_XX.png"
    found = reasons(evidence, "identical_under_two_labels", [(one, IMAGE), (other, IMAGE)])
    assert found[one] == f"the same recording as {other}, which have another emotion"


def test_of_many_copies_three_are_named(evidence):
    files = [(f"AudioMP3/10{n:02d}_DFA_ANG_XX.mp3", SAME) for n in range(6)]
    found = reasons(evidence, "identical_across_actors", files)
    assert found[files[1][0]] == (
        "the same recording as AudioMP3/1000_DFA_ANG_XX.mp3, AudioMP3/1002_DFA_ANG_XX.mp3, "
        "AudioMP3/1003_DFA_ANG_XX.mp3 and 2 more, which have another actor"
    )


def test_evidence_joins_a_file_to_its_measures_and_its_clip():
    inventory = pd.DataFrame(
        {"clip_id": ["a", "b"], "corpus": "crema-d", "actor": ["1", "2"], "emotion": ["anger", "sad"],
         "audio_path": ["a.wav", None], "video_path": ["a.flv", "b.flv"]}
    )  # fmt: skip
    paths = ["b.flv", "a.wav", "a.flv", "stray.txt"]
    files = pd.DataFrame({"path": paths, "clip_id": ["b", "a", "a", None], "kind": "wav", "problem": None})
    files.loc[3, "problem"] = "is no clip"
    measures = pd.DataFrame(
        {"path": paths[:3][::-1], "clip_id": ["a", "a", "b"], "kind": "wav", "duration_s": [1, 2, 3]}
    )
    evidence = gather_evidence(inventory, files, measures, {"crema-d": 16_000}).set_index("path")
    assert sorted(evidence.index) == ["a.flv", "a.wav", "b.flv"]
    assert evidence["duration_s"].to_dict() == {"a.flv": 1, "a.wav": 2, "b.flv": 3}
    assert set(evidence["wav_rate_hz"]) == {16_000}
    assert evidence["actor"].to_dict() == {"a.flv": "1", "a.wav": "1", "b.flv": "2"}
    assert evidence["is_audio"].to_dict() == {"a.flv": False, "a.wav": True, "b.flv": False}
    assert evidence["is_video"].to_dict() == {"a.flv": True, "a.wav": False, "b.flv": True}
