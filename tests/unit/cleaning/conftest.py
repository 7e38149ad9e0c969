"""Evidence by hand: what `gather_evidence` gives, one row a file."""

import hashlib

import pandas as pd
import pytest

COLUMNS = {
    "path": "str", "clip_id": "str", "kind": "str", "bytes": "int64", "sha256": "str", "official_bytes": "Int64",
    "official_sha256": "str", "problem": "str", "duration_s": "float32", "original_rate_hz": "Int32",
    "content_sha256": "str", "peak_dbfs": "float32", "silence_share": "float32", "states_duration": "boolean",
    "sound_problem": "str", "frames_problem": "str", "corpus": "str", "actor": "str", "emotion": "str",
    "audio_path": "str", "video_path": "str", "is_audio": "bool", "is_video": "bool",
    "wav_rate_hz": "Int64",
}  # fmt: skip


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def describe(path: str, **changes) -> dict:
    """A good audio file, but for the changes; the clip is named by the path."""
    stem, kind = path.rsplit("/", 1)[-1].rsplit(".", 1)
    row = {
        "path": path, "clip_id": stem, "kind": kind, "bytes": 1000, "sha256": digest(path), "duration_s": 2.0,
        "original_rate_hz": 16_000, "wav_rate_hz": 16_000, "content_sha256": digest("sound of " + path),
        "peak_dbfs": -6.0, "silence_share": 0.2, "states_duration": True, "corpus": "crema-d", "actor": stem[:4],
        "emotion": stem[9:12], "audio_path": path,
    }  # fmt: skip
    row |= changes
    row["is_audio"] = row["path"] == row["audio_path"]
    row["is_video"] = row["path"] == row.get("video_path")
    return row


@pytest.fixture
def evidence():
    def gather(*files: dict) -> pd.DataFrame:
        return pd.DataFrame(list(files), columns=list(COLUMNS)).astype(COLUMNS)

    gather.file = describe
    return gather
