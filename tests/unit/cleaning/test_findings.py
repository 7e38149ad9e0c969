import pandas as pd
import pytest

from cremad.cleaning.defects import RuleOptions
from cremad.cleaning.findings import find_defects, find_strangers
from data_contracts.registry import load_registry

CLIP = "1001_DFA_ANG_XX"
WAV, FLV, MP3 = f"AudioWAV/{CLIP}.wav", f"VideoFlash/{CLIP}.flv", f"AudioMP3/{CLIP}.mp3"
WHOLE = {"audio_path": WAV, "video_path": FLV}
SEEN_ALONE = {"audio_path": None, "video_path": FLV}
ONE_FILE = {"audio_path": FLV, "video_path": FLV}
UNOFFICIAL = {"official_sha256": "0" * 64, "official_bytes": 2000}


@pytest.mark.parametrize(
    ("path", "change", "rule", "severity", "blinded"),
    [
        # the audio that is used
        (WAV, WHOLE | {"silence_share": 1.0}, "silent", "error", False),
        (WAV, WHOLE | {"sound_problem": "is empty."}, "unreadable_sound", "error", False),
        (WAV, WHOLE | {"original_rate_hz": 8000}, "wrong_rate", "error", False),
        (WAV, WHOLE | {"duration_s": 0.1}, "too_short", "error", False),
        # another recording of it
        (MP3, WHOLE | {"silence_share": 1.0}, "silent", "warning", False),
        (MP3, WHOLE | {"duration_s": 0.1}, "too_short", "warning", False),
        # the video, while the audio is good
        (FLV, WHOLE | {"frames_problem": "has no frames."}, "unreadable_frames", "warning", True),
        (FLV, WHOLE | {"duration_s": 60.0}, "too_long", "warning", True),
        (FLV, WHOLE | UNOFFICIAL, "unofficial_bytes", "warning", True),
        (FLV, WHOLE | {"sound_problem": "has no audio stream."}, "unreadable_sound", "warning", False),
        (FLV, WHOLE | {"silence_share": 1.0}, "silent", "warning", False),
        (FLV, WHOLE | {"states_duration": False}, "no_duration", "warning", False),
        # a file that is both
        (FLV, ONE_FILE | {"frames_problem": "has no frames."}, "unreadable_frames", "warning", True),
        (FLV, ONE_FILE | {"sound_problem": "has no audio stream."}, "unreadable_sound", "error", False),
        (FLV, ONE_FILE | {"states_duration": False}, "no_duration", "warning", False),
        # a clip that is seen alone
        (FLV, SEEN_ALONE | {"frames_problem": "has no frames."}, "unreadable_frames", "error", False),
        (FLV, SEEN_ALONE | {"duration_s": 0.1}, "too_short", "error", False),
    ],
)
def test_how_bad_a_finding_is_depends_on_what_the_file_is_to_the_clip(
    evidence, path, change, rule, severity, blinded
):
    verdict = find_defects(evidence(evidence.file(path, **change)), RuleOptions())
    finding = verdict.findings.set_index("rule").loc[rule]
    assert (finding["clip_id"], finding["path"], finding["severity"]) == (CLIP, path, severity)
    assert verdict.blinded == ({CLIP} if blinded else set())
    assert list(verdict.findings["rule"]) == [rule]


def test_clean_files_give_an_empty_table(evidence):
    verdict = find_defects(evidence(evidence.file(WAV, **WHOLE), evidence.file(FLV, **WHOLE)), RuleOptions())
    assert list(verdict.findings.columns) == ["clip_id", "path", "rule", "reason", "severity"]
    assert (len(verdict.findings), verdict.blinded) == (0, set())


def test_two_faults_of_a_file_are_two_findings(evidence):
    verdict = find_defects(evidence(evidence.file(WAV, silence_share=1.0, duration_s=0.1)), RuleOptions())
    assert sorted(verdict.findings["rule"]) == ["silent", "too_short"]


@pytest.mark.parametrize(("choice", "severity"), [("quarantine", "error"), ("keep", "warning")])
def test_unofficial_bytes_are_kept_where_that_is_asked_for(evidence, choice, severity):
    options = RuleOptions(on_unofficial_bytes=choice)
    verdict = find_defects(
        evidence(evidence.file(WAV, **UNOFFICIAL), evidence.file(FLV, **WHOLE, **UNOFFICIAL)), options
    )
    assert verdict.findings.set_index("path")["severity"].to_dict() == {WAV: severity, FLV: "warning"}
    assert verdict.blinded == ({CLIP} if choice == "quarantine" else set())


def known(name: str, path: str) -> dict[str, str]:
    """The bytes that the registry states of a defective file."""
    return {"sha256": {each.name: each for each in load_registry("crema-d").defects}[name].files[path]}


def test_a_known_defect_without_another_finding_is_found_by_its_bytes(evidence):
    path = "AudioWAV/1076_MTI_SAD_XX.wav"
    verdict = find_defects(evidence(evidence.file(path, **known("no_audio", path))), RuleOptions())
    assert verdict.findings[["rule", "reason", "severity"]].to_numpy().tolist() == [
        ["registered", "no_audio: No audio, very short", "error"]
    ]


def test_a_known_defect_that_a_rule_has_found_is_not_told_twice(evidence):
    path = "AudioWAV/1076_MTI_SAD_XX.wav"
    verdict = find_defects(
        evidence(evidence.file(path, silence_share=1.0, **known("no_audio", path))), RuleOptions()
    )
    assert verdict.findings["rule"].tolist() == ["silent"]


def test_one_of_two_known_copies_alone_is_no_finding(evidence):
    path = "AudioWAV/1006_TIE_HAP_XX.wav"
    assert (
        len(find_defects(evidence(evidence.file(path, **known("wav_copies_01", path))), RuleOptions()).findings)
        == 0
    )


def strangers(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    return find_strangers(pd.DataFrame(rows, columns=["path", "clip_id", "problem"], dtype="str"))


def test_a_file_of_no_clip_is_an_error_under_its_own_name():
    found = strangers(
        ("AudioWAV/good.wav", "good", None), ("AudioWAV/my.first.take.wav", None, "is of no known form")
    )
    assert found.to_numpy().tolist() == [
        ["my.first.take", "AudioWAV/my.first.take.wav", "no_clip", "is of no known form", "error"]
    ]


def test_a_file_named_like_a_clip_does_not_condemn_the_clip():
    found = strangers(("AudioWAV/good.wav", "good", None), ("AudioWAV/good.txt", None, "is no .wav file"))
    assert found[["clip_id", "severity"]].to_numpy().tolist() == [["good", "warning"]]


def test_a_folder_without_strangers_gives_an_empty_table():
    assert list(strangers(("good.wav", "good", None)).columns) == ["clip_id", "path", "rule", "reason", "severity"]
    assert len(strangers(("good.wav", "good", None))) == 0
