"""A corpus in miniature: features that know the emotion, and more of it in actors that were heard before."""

import numpy as np
import pandas as pd
import pytest

from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.learners import learners
from cremad.catalogue.spec import ModelSpec
from cremad.evaluation.fit_scope import FitScope
from cremad.evaluation.raters import votes_of
from cremad.models.learner import Tag
from cremad.networks.presets import NetworkOptions
from cremad.training.options import TrainingOverrides
from data_contracts.vocabulary import EMOTIONS, SENTENCES, VOTE_MODALITIES

SHORT = NetworkOptions(training=TrainingOverrides(epochs=2, batch=64), members=1)


@pytest.fixture(scope="session")
def clips() -> pd.DataFrame:
    """20 actors x 2 sentences x 6 emotions, all rated."""
    rows = [
        (f"{actor}_{sentence}_{emotion}", str(actor), sentence, emotion)
        for actor in range(1001, 1021)
        for sentence in list(SENTENCES)[:2]
        for emotion in EMOTIONS
    ]
    frame = pd.DataFrame(rows, columns=["clip_id", "actor", "sentence", "emotion"])
    votes = {
        f"votes_{given}_{emotion}": (frame["emotion"] == emotion) * 5 + 1
        for given in VOTE_MODALITIES
        for emotion in EMOTIONS
    }
    rest = {
        "corpus": "crema-d",
        "transcript": frame["sentence"].map(SENTENCES),
        "content_sha256": frame["clip_id"],
        "audio_source": np.where(frame.index % 3, "wav", "flv"),
    }
    return frame.assign(**rest, duration_s=np.random.default_rng(1).gamma(5, 0.5, len(frame)), **votes)


@pytest.fixture(scope="session")
def features(clips) -> dict[str, pd.DataFrame]:
    """``audio`` and `log_mel` of every clip; ``image`` and `face` of the first sentence in three emotions."""
    rng = np.random.default_rng(0)
    emotion = pd.Categorical(clips["emotion"], EMOTIONS).codes
    actor = pd.factorize(clips["actor"])[0]
    size = 20
    told = rng.normal(size=(6, size))[emotion] + 1.5 * rng.normal(size=(20, 6, size))[actor, emotion]
    audio = pd.DataFrame(told + 1.2 * rng.normal(size=told.shape), index=clips["clip_id"]).add_prefix("a")
    audio.iloc[::17, 3] = np.nan
    seen = clips[(clips["sentence"] == "IEO") & clips["emotion"].isin(["anger", "happy", "sad"])]["clip_id"]
    image = (audio.loc[seen, ["a5", "a6", "a7"]] + rng.normal(size=(len(seen), 3))).add_prefix("i")
    said = told[:, None, :8] + rng.normal(size=(len(clips), 9, 8))
    heard = [each[: 5 + number % 5].astype(np.float32) for number, each in enumerate(said)]
    faces = [rng.integers(0, 256, (3 + number % 2, 12, 10), np.uint8) for number in range(len(seen))]
    return {
        "audio": audio.assign(source="wav"),
        "image": image,
        "log_mel": pd.DataFrame({"log_mel": pd.Series(heard, clips["clip_id"], dtype=object)}),
        "mfcc": pd.DataFrame({"mfcc": pd.Series(heard, clips["clip_id"], dtype=object)}),
        "face": pd.DataFrame({"face": pd.Series(faces, seen, dtype=object)}),
    }


def spec_of(learner: str, **options) -> ModelSpec:
    """A learner on audio, or text where it reads words; its networks are trained for a moment only."""
    network = SHORT if Tag.NETWORK in learners()[learner].tags else None
    features = ("text",) if learners()[learner].column in ("transcript", "sentence") else ("audio",)
    return ModelSpec(learner=learner, **{"network": network, "features": features} | options)


def fit_spec(spec: ModelSpec, clips: pd.DataFrame, features: dict[str, pd.DataFrame], seed: int = 5):
    """The fitted classifier and its model inputs."""
    X, by_id = model_inputs(spec, clips, features), clips.set_index("clip_id")
    votes = votes_of(clips, "voice") if spec.learns_from_votes else None
    return FitScope(X.index).fit(spec.build(seed), X, by_id["emotion"], by_id["actor"], votes), X


@pytest.fixture(scope="session")
def fitted(clips, features):
    """Gives the classifier and model inputs of a specification, fitted once for all tests that ask for it."""
    kept = {}

    def fit_once(spec: ModelSpec):
        key = spec.model_dump_json()
        if key not in kept:
            kept[key] = fit_spec(spec, clips, features | {"text": features["audio"]})
        return kept[key]

    return fit_once
