"""Tables that agree have no findings; each planted disagreement is found, at its row, by its rule and no other."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

import pandas as pd
import pytest

from cremad.artifacts.digests import FileDigests
from cremad.cleaning.consistency import CHECKS, COLUMNS, GAPS, CorpusTables, check_consistency
from cremad.cleaning.votes import MEANS, SUMMARY
from cremad.corpora.crema_d_tables import DEMOGRAPHICS, VOTES
from cremad.corpora.inventory import take_inventory
from cremad.errors import ContractError
from cremad.features.audio.columns import column_names
from cremad.features.audio.options import AudioFeatureOptions
from cremad.media.tabular import load_csv
from cremad.preprocessing.extraction.audio import AudioExtraction
from cremad.preprocessing.ingestion import IngestOptions, assemble_clips, probe_file
from data_contracts.contract import load_table
from data_contracts.conversion import convert
from data_contracts.validate import validate
from data_contracts.vocabulary import CODE_OF_EMOTION, SENTENCES, VOTE_LETTER_OF_EMOTION, VOTE_MODALITIES

NEEDS = {
    "features_audio": ("audio_path", "audio_sha256"),
    "features_image": ("video_path", "video_sha256"),
    "features_text": ("transcript",),
}
IDS = [
    f"{actor}_{sentence}_{code}_XX"
    for actor in (1001, 1002)
    for sentence in ("DFA", "TIE")
    for code in ("ANG", "SAD")
]
LAST = IDS[-1]


def make_clips() -> pd.DataFrame:
    parts = pd.Series(IDS).str.split("_", expand=True)
    emotion_of = {code: emotion for emotion, code in CODE_OF_EMOTION.items()}
    clips = pd.DataFrame({"clip_id": IDS, "corpus": "crema-d", "actor": parts[0], "sentence": parts[1]})
    clips["emotion"], clips["level"] = parts[2].map(emotion_of), parts[3]
    clips["transcript"] = clips["sentence"].map(SENTENCES)
    for kind, path in (("audio", "wav"), ("video", "flv")):
        clips[f"{kind}_path"] = clips["clip_id"] + f".{path}"
        clips[f"{kind}_sha256"] = clips["clip_id"] + kind
    clips["original_rate_hz"] = clips["sampling_rate_hz"] = 16_000
    clips["duration_s"] = pd.Series(range(32_000, 32_008)) / 16_000
    clips["content_sha256"] = clips["clip_id"] + "audio"
    people = {"age": [51, 21], "sex": ["male", "female"], "race": ["Asian"] * 2, "ethnicity": ["Hispanic"] * 2}
    for name, values in people.items():
        clips[name] = clips["actor"].map(dict(zip(("1001", "1002"), values, strict=True)))
    for given in VOTE_MODALITIES:
        for number, emotion in enumerate(VOTE_LETTER_OF_EMOTION):
            clips[f"votes_{given}_{emotion}"] = [5, 2, 0, 0, 1, 0][number]
    return clips


def make_votes() -> pd.DataFrame:
    row = dict(zip("ADFHNS", (5, 2, 0, 0, 1, 0), strict=True)) | dict(
        zip(MEANS, (60, 50, -1, -1, 20, -1), strict=True)
    )
    row |= {"numResponses": 8, "agreement": 0.625, "emoVote": "A", "meanEmoResp": 52.5}
    rows = [
        {"number": 100_000 * modality + clip, **row, "fileName": name}
        for modality in (1, 2, 3)
        for clip, name in enumerate(IDS, start=1)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def tables() -> CorpusTables:
    clips = make_clips()
    numbers = pd.DataFrame({"clip_id": IDS, "x": range(8)}).astype({"x": float})
    audio = numbers.assign(
        duration_s=clips["duration_s"],
        leading_silence_s=0.5,
        speech_duration_s=clips["duration_s"] - 0.75,
        trailing_silence_s=0.25,
        pause_total_s=0.3,
    )
    measured = clips[["clip_id", "duration_s", "original_rate_hz", "content_sha256"]]
    people = {"ActorID": [1001, 1002], "Age": [51, 21], "Sex": ["Male", "Female"]}
    summary = {
        f"{name}{what}": value for name in SUMMARY.values() for what, value in (("Vote", "A"), ("Level", "60"))
    }
    return CorpusTables(
        clips=clips,
        clips_quarantine=pd.DataFrame({"clip_id": ["1003_DFA_ANG_XX"], "rule": ["silent"]}),
        rows_quarantine=pd.DataFrame(columns=["table", "row", "reason"]),
        signal_quality=measured.assign(path=clips["audio_path"]),
        features={
            "features_audio": audio,
            "features_image": numbers,
            "features_text": numbers[["clip_id"]].assign(transcript=clips["transcript"], n_words=4.0),
        },
        named_by_labels=True,
        needs=NEEDS,
        demographics=pd.DataFrame(people | {"Race": ["Asian"] * 2, "Ethnicity": ["Hispanic"] * 2}),
        votes=make_votes(),
        vote_summary=pd.DataFrame({"FileName": IDS, **summary}),
    )


def plant(name: str, column: str, value, rows: slice | int = 7) -> Callable[[CorpusTables], CorpusTables]:
    """Write a value into a table, at its last clip if nothing else is said."""

    def change(tables: CorpusTables) -> CorpusTables:
        frame = (tables.features[name] if name in tables.features else getattr(tables, name)).copy()
        frame[column] = frame[column].astype(object)
        frame.loc[rows, column] = value
        frame[column] = frame[column].infer_objects()
        return put(tables, name, frame)

    return change


def drop(name: str, row: int = 7) -> Callable[[CorpusTables], CorpusTables]:
    def change(tables: CorpusTables) -> CorpusTables:
        frame = tables.features[name] if name in tables.features else getattr(tables, name)
        return put(tables, name, frame.drop(index=row))

    return change


def put(tables: CorpusTables, name: str, frame: pd.DataFrame) -> CorpusTables:
    if name in tables.features:
        return replace(tables, features={**tables.features, name: frame})
    return replace(tables, **{name: frame})


def keep_out(tables: CorpusTables) -> CorpusTables:
    rows = pd.DataFrame({"table": ["features_image"], "row": [LAST], "reason": ["no face"]})
    return replace(drop("features_image")(tables), rows_quarantine=rows)


def swap_shares(tables: CorpusTables) -> CorpusTables:
    """Two winners whose levels stand in the wrong order."""
    votes, summary = tables.votes.copy(), tables.vote_summary.copy()
    votes.loc[7, ["A", "D", "N", "agreement", "emoVote", "meanEmoResp"]] = [4, 4, 0, 0.5, "A:D", 55.0]
    votes.loc[7, "meanNeutralResp"] = -1
    summary.loc[7, ["VoiceVote", "VoiceLevel"]] = ["A:D", "50:60"]
    clips = tables.clips.copy()
    clips.loc[7, ["votes_voice_anger", "votes_voice_disgust", "votes_voice_neutral"]] = [4, 4, 0]
    return replace(tables, votes=votes, vote_summary=summary, clips=clips)


def mute(tables: CorpusTables) -> CorpusTables:
    votes = tables.votes.copy()
    votes.loc[15, [*"ADFHNS", "numResponses"]] = 0
    clips = tables.clips.copy()
    clips.loc[7, [f"votes_face_{emotion}" for emotion in VOTE_LETTER_OF_EMOTION]] = 0
    return replace(tables, votes=votes, clips=clips)


def add(name: str, **values) -> Callable[[CorpusTables], CorpusTables]:
    """One more row, like the first but for the values."""

    def change(tables: CorpusTables) -> CorpusTables:
        frame = tables.features[name] if name in tables.features else getattr(tables, name)
        return put(tables, name, pd.concat([frame, frame[:1].assign(**values)], ignore_index=True))

    return change


def together(*changes: Callable[[CorpusTables], CorpusTables]) -> Callable[[CorpusTables], CorpusTables]:
    return lambda tables: reduce(lambda changed, change: change(changed), changes, tables)


PLANTED = [
    ("features_audio", LAST, "clip_without_features", drop("features_audio")),
    ("features_image", LAST, "features_quarantined", keep_out),
    ("features_image", "1009", "features_without_clip", add("features_image", clip_id="1009", x=9.0)),
    ("features_image", IDS[6], "features_of_another_clip", plant("features_image", "x", 6.0)),
    ("features_audio", LAST, "features_duration", plant("features_audio", "duration_s", 2.001)),
    ("features_audio", LAST, "features_timing", plant("features_audio", "leading_silence_s", 0.6)),
    ("features_audio", LAST, "features_timing", plant("features_audio", "pause_total_s", 1.4)),
    ("features_text", LAST, "features_transcript", plant("features_text", "transcript", "Maybe.")),
    (
        "signal_quality",
        f"{LAST}.wav",
        "sample_count",
        together(plant("signal_quality", "duration_s", 2.00041), plant("clips", "duration_s", 2.00041)),
    ),
    ("clips", LAST, "signal_differs", plant("clips", "content_sha256", "other")),
    ("clips", LAST, "clip_without_signal", drop("signal_quality")),
    ("clips", LAST, "clip_in_quarantine", plant("clips_quarantine", "clip_id", LAST, 0)),
    ("clips", LAST, "labels_differ", plant("clips", "emotion", "anger")),
    (
        "clips",
        LAST,
        "labels_differ",
        together(plant("clips", "transcript", "Maybe."), plant("features_text", "transcript", "Maybe.")),
    ),
    ("clips", "1002", "actor_of_two_kinds", plant("clips", "age", 22)),
    ("clips", "1002", "demographics_differ", plant("demographics", "Race", "Unknown", 1)),
    ("clips", "1002", "clip_without_demographics", drop("demographics", 1)),
    ("VideoDemographics", "1003", "demographics_without_clip", add("demographics", ActorID=1003)),
    ("clips", LAST, "votes_differ", plant("clips", "votes_face_fear", 3)),
    ("clips", LAST, "clip_without_votes", drop("votes", 15)),
    ("tabulatedVotes", f"{LAST}/face", "no_votes", mute),
    ("tabulatedVotes", f"{LAST}/voice", "votes_total", plant("votes", "numResponses", 9)),
    ("tabulatedVotes", f"{LAST}/both", "votes_agreement", plant("votes", "agreement", 0.8, 23)),
    (
        "tabulatedVotes",
        f"{LAST}/voice",
        "votes_winner",
        together(
            plant("votes", "emoVote", "D"),
            plant("vote_summary", "VoiceVote", "D"),
            plant("vote_summary", "VoiceLevel", "50"),
        ),
    ),
    ("tabulatedVotes", f"{LAST}/voice", "votes_level", plant("votes", "meanEmoResp", 60.0)),
    ("tabulatedVotes", f"{LAST}/voice", "votes_level", plant("votes", "meanSadResp", 60.0)),
    ("tabulatedVotes", f"{LAST}/both", "vote_summary", plant("vote_summary", "MultiModalVote", "S")),
    ("tabulatedVotes", f"{LAST}/face", "vote_summary", plant("vote_summary", "FaceLevel", "61.5")),
    ("tabulatedVotes", f"{LAST}/face", "vote_summary", plant("vote_summary", "FaceLevel", "high")),
    ("tabulatedVotes", f"{LAST}/voice", "vote_summary", swap_shares),
    ("tabulatedVotes", LAST, "vote_summary", drop("vote_summary")),
]


def test_tables_that_agree_have_no_findings(tables):
    findings = check_consistency(tables)
    assert list(findings.columns) == COLUMNS
    assert len(findings) == 0


@pytest.mark.parametrize(("table", "row", "rule", "change"), PLANTED, ids=[each[2] for each in PLANTED])
def test_what_is_planted_is_found_and_nothing_else(tables, table, row, rule, change):
    found = check_consistency(change(tables))
    assert set(zip(found["table"], found["row"], found["rule"], strict=True)) == {(table, row, rule)}
    assert (found["severity"] == ("warning" if rule in GAPS else "error")).all()
    assert found["reason"].str.len().min() > 10


def test_findings_follow_their_contract(tables):
    planted = [check_consistency(change(tables)) for *_, change in PLANTED]
    rows = pd.concat(planted).drop_duplicates().assign(corpus="crema-d")
    judged = validate(rows, load_table("consistency"))
    assert not judged.critical
    assert len(judged.good) == len(rows) > 25


def test_every_rule_has_been_planted():
    by_several = {"vote_tables"}
    of_votes = {"votes_total", "votes_agreement", "votes_winner", "votes_level", "vote_summary"}
    assert {rule for _, _, rule, _ in PLANTED} == set(CHECKS) - by_several | GAPS | of_votes | {
        "clip_without_signal"
    }


def test_tables_that_are_not_there_are_not_asked_for(tables):
    assert len(check_consistency(CorpusTables(clips=tables.clips))) == 0
    strangers = tables.clips.assign(clip_id=[f"a-{n}" for n in range(8)])
    assert len(check_consistency(CorpusTables(clips=strangers, clips_quarantine=tables.clips_quarantine))) == 0


def test_votes_without_intensities_are_checked_by_their_counts(tables):
    votes = tables.votes.drop(columns=[*MEANS, "meanEmoResp"])
    assert len(check_consistency(replace(tables, votes=votes))) == 0


def test_table_of_votes_without_a_column_is_named(tables):
    with pytest.raises(ContractError, match="tabulatedVotes has no column numResponses"):
        check_consistency(replace(tables, votes=tables.votes.drop(columns="numResponses")))


@pytest.fixture(scope="module")
def real(real_crema_d, tmp_path_factory) -> CorpusTables:
    """The clips of one actor with their audio measured, and the tables of all actors."""
    digests = FileDigests(tmp_path_factory.mktemp("state") / "digests.json")
    inventory, files = take_inventory("crema-d", real_crema_d, digests)
    inventory = inventory[(inventory["actor"] == "1001") & (inventory["audio_source"] == "wav")]
    files = files[files["clip_id"].isin(inventory["clip_id"])]
    contract = load_table("signal_quality")
    measured = pd.DataFrame([probe_file(row, real_crema_d) for row in files.to_dict("records")])
    measured = convert(measured[list(contract.columns)], contract)
    clips = assemble_clips(inventory, files, measured, IngestOptions()).clips
    extraction = AudioExtraction(AudioFeatureOptions())
    rows = [extraction(row, real_crema_d) for row in clips.to_dict("records")]
    features = pd.DataFrame(rows, columns=column_names(extraction.options)).assign(
        clip_id=clips["clip_id"].to_list()
    )
    return CorpusTables(
        clips=clips,
        signal_quality=measured,
        features={"features_audio": features},
        needs=NEEDS,
        demographics=load_csv(real_crema_d / DEMOGRAPHICS),
        votes=load_csv(real_crema_d / VOTES),
        vote_summary=load_csv(real_crema_d / "processedResults" / "summaryTable.csv"),
        named_by_labels=True,
    )


def test_real_tables_agree(real):
    """All 22,326 rows of votes add up; of the actors who are not here only that is said."""
    found = check_consistency(real)
    assert len(real.clips) > 5
    assert set(found["rule"]) == {"demographics_without_clip"}
    assert len(found) == 90


def test_what_is_planted_in_real_tables_is_found(real):
    clip = real.clips["clip_id"].iloc[0]
    votes = real.votes.copy()
    row = votes.index[(votes["fileName"] == clip)][0]
    votes.loc[row, "A"] += 3
    features = real.features["features_audio"].iloc[:-1]
    found = check_consistency(replace(real, votes=votes, features={"features_audio": features}))
    rules = found[found["severity"] == "error"].groupby("rule")["row"].agg(list).to_dict()
    assert {"votes_differ": [clip], "votes_total": [f"{clip}/voice"]}.items() <= rules.items()
    assert rules["clip_without_features"] == [real.clips["clip_id"].iloc[-1]]
