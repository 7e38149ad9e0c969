"""A plausible run, simulated: clips, raters, models of stated skill, drift, and an account of the stages."""

import numpy as np
import pandas as pd
import pytest

from cremad.evaluation import premium, raters, scoring
from cremad.visualization.content import ReportContent, StageAccount
from data_contracts.contract import load_table
from data_contracts.vocabulary import EMOTIONS, LABEL_SETS, VOTE_MODALITIES
from tests.results import rater_columns, row_columns

RUN = {"run_id": "0123456789ab", "corpus": "crema-d"}
ACTORS = 20
CLIPS_OF_ACTOR = 24


def simulate_clips(rng: np.random.Generator) -> pd.DataFrame:
    emotions = np.tile(EMOTIONS, ACTORS * CLIPS_OF_ACTOR // 6)
    actors = np.repeat(np.arange(1001, 1001 + ACTORS), CLIPS_OF_ACTOR)
    clips = pd.DataFrame(
        {
            "clip_id": [
                f"{actor}_S{n % 24:02d}_{e[:3].upper()}_XX"
                for n, (actor, e) in enumerate(zip(actors, emotions, strict=True))
            ],
            "corpus": "crema-d",
            "actor": actors.astype(str),
            "emotion": emotions,
            "audio_source": rng.choice(["wav", "flv", "mp3"], len(emotions), p=[0.7, 0.28, 0.02]),
            "duration_s": rng.uniform(1.3, 5, len(emotions)),
            "official": True,
            "age": 20 + 2 * (actors - 1001),
            "sex": np.where(actors % 2, "male", "female"),
            "video_path": np.where(rng.random(len(emotions)) < 0.4, "VideoFlash/x.flv", None),
        }
    )
    for given, skill in zip(VOTE_MODALITIES, (0.4, 0.57, 0.63), strict=True):
        votes = rng.multinomial(10, probabilities(clips["emotion"], EMOTIONS, skill))
        clips[[f"votes_{given}_{each}" for each in EMOTIONS]] = votes
    return clips.reindex(columns=load_table("clips").columns)


def probabilities(truth: pd.Series, labels: tuple[str, ...], skill: float) -> np.ndarray:
    """Each label's share: `skill` for the true one, the rest in equal parts."""
    is_true = truth.to_numpy()[:, None] == np.array(labels)
    return np.where(is_true, skill, (1 - skill) / (len(labels) - 1))


def simulate_predictions(clips: pd.DataFrame, labels: str, skill: float, rng: np.random.Generator) -> pd.DataFrame:
    names = LABEL_SETS[labels]
    shares = np.array([rng.dirichlet(6 * p) for p in probabilities(clips["emotion"], names, skill)])
    columns = {f"p_{each}": shares[:, n].astype("float32") for n, each in enumerate(names)}
    choice = np.array(names)[shares.argmax(1)]
    return clips[["clip_id", "actor"]].assign(fold=0, y_true=clips["emotion"], y_pred=choice, **columns)


def scored_clips(clips: pd.DataFrame, row: dict) -> pd.DataFrame:
    """Clips of the label set and clip set; for the sake of `published_evar`, of half of the actors."""
    is_scored = clips["emotion"].isin(LABEL_SETS[row["labels"]])
    if row["clip_set"] == "audio+image":
        is_scored &= clips["video_path"].notna()
    if row["protocol"] == "published_evar":
        is_scored &= clips["actor"] > "1010"
    return clips[is_scored]


VIDEO = {"clip_set": "audio+image"}
CONTROL = {"row_kind": "control"}

MODELS = [
    (row_columns(), 0.36),
    (row_columns(learner="svm_rbf"), 0.40),
    (row_columns(learner="xgboost"), 0.38),
    (row_columns(adaptation="speaker", row_kind="adapted", targets="votes"), 0.45),
    (row_columns(learner="svm_rbf", protocol="random_5fold"), 0.50),
    (row_columns(learner="svm_rbf", protocol="clip_5fold"), 0.47),
    (row_columns(**VIDEO), 0.36),
    (row_columns(features="image", **VIDEO), 0.45),
    (row_columns(features="audio+image", **VIDEO), 0.52),
    (row_columns(learner="svm_rbf", protocol="published_evar"), 0.42),
    (row_columns(features=None, learner="majority", **CONTROL), 1 / 6),
    (row_columns(features="text", learner="text_only", **CONTROL), 0.17),
    (row_columns(features="text", learner="sentence_lookup", **CONTROL), 0.18),
    (row_columns(learner="shuffled_labels", **CONTROL), 1 / 6),
    (row_columns(learner="duration_only", **CONTROL), 0.19),
    (row_columns(features="image", labels="three"), 0.6),
]
RATERS = [
    rater_columns(given, learner=reading, labels=labels, clip_set=clip_set)
    for labels, clip_set in (("six", "audio"), ("six", "audio+image"), ("three", "audio"))
    for given in VOTE_MODALITIES
    for reading in ("plurality", "single_rating")
]


@pytest.fixture(scope="session")
def clips() -> pd.DataFrame:
    return simulate_clips(np.random.default_rng(1))


@pytest.fixture(scope="session")
def predictions(clips: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    tables = [
        simulate_predictions(scored_clips(clips, row), row["labels"], skill, rng).assign(**row)
        for row, skill in MODELS
    ]
    tables += [
        raters.rate(scored_clips(clips, row), row["raters"], row["learner"], row["labels"]).assign(**row)
        for row in RATERS
    ]
    everything = pd.concat(tables, ignore_index=True).assign(**RUN)
    return everything.reindex(columns=load_table("predictions").columns)


@pytest.fixture(scope="session")
def metrics(predictions: pd.DataFrame) -> pd.DataFrame:
    return scoring.score(predictions)


def simulate_drift(rng: np.random.Generator) -> pd.DataFrame:
    features = [f"mfcc_{n:02d}_{statistic}" for n in range(1, 21) for statistic in ("mean", "std")]
    p_value = rng.uniform(0.01, 1, len(features) + 1)
    return pd.DataFrame(
        {
            "feature": [*features, "prediction_label"],
            "value_kind": ["numeric"] * len(features) + ["categorical"],
            "n_reference": 300,
            "n_current": 180,
            "actors_reference": 12,
            "actors_current": 8,
            "statistic": rng.uniform(0.05, 0.2, len(p_value)),
            "p_value": p_value,
            "q_value": np.minimum(1, 3 * p_value),
            "psi": rng.uniform(0, 0.1, len(p_value)),
            "effect": rng.uniform(0.05, 0.2, len(p_value)),
            "alarm": False,
            "reason": "as likely if nothing changed",
            **RUN,
        }
    )


def simulate_findings() -> pd.DataFrame:
    """Two copies, a silence, and a warning."""
    return pd.DataFrame(
        [
            (
                "1006_TIE_HAP_XX",
                "AudioWAV/1006_TIE_HAP_XX.wav",
                "copy_under_two_labels",
                "same sound as 1006_TIE_NEU_XX",
                "error",
            ),
            (
                "1006_TIE_NEU_XX",
                "AudioWAV/1006_TIE_NEU_XX.wav",
                "copy_under_two_labels",
                "same sound as 1006_TIE_HAP_XX",
                "error",
            ),
            ("1076_MTI_SAD_XX", "AudioWAV/1076_MTI_SAD_XX.wav", "no_sound", "every sample is zero", "error"),
            (
                "1064_TIE_SAD_XX",
                "AudioMP3/1064_TIE_SAD_XX.mp3",
                "source_skipped",
                "no duration; the WAV was used",
                "warning",
            ),
        ],
        columns=load_table("clips_findings").columns,
    )


@pytest.fixture(scope="session")
def content(clips: pd.DataFrame, predictions: pd.DataFrame, metrics: pd.DataFrame) -> ReportContent:
    findings = simulate_findings()
    return ReportContent(
        run_id=RUN["run_id"],
        corpus="crema-d",
        clips=clips,
        clips_quarantine=findings[findings["severity"] == "error"],
        clips_findings=findings,
        predictions=predictions,
        metrics=metrics,
        leakage_premium=premium.leakage_premium(predictions),
        drift=simulate_drift(np.random.default_rng(3)),
        dependence={"cramers_v": 0.213, "p_value": 0.0004},
        stages=(
            StageAccount("measure-signals", "cached", 0.12, 8, 0),
            StageAccount(
                "extract-audio",
                "computed",
                14.2,
                6,
                2,
                {"1001 … 1004": "clip added: 1003_X", "1009 … 1012": "clip added: 1003_X"},
            ),
            StageAccount("train", "computed", 41.7),
        ),
        lineage={"clips": "ab" * 32, "code": {"cremad/tables.py": "cd" * 32}, "python": "3.11"},
        options={"seed": 0, "audio": {"mfcc": 20, "rates": [1, 2]}},
    )
