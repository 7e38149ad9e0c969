"""A corpus in miniature: features that know the emotion, and more of it in actors that were heard before."""

import numpy as np
import pandas as pd
import pytest

from data_contracts.vocabulary import EMOTIONS, SENTENCES, VOTE_MODALITIES


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
    """``audio`` of every clip; ``image`` of the first sentence in three emotions."""
    rng = np.random.default_rng(0)
    emotion = pd.Categorical(clips["emotion"], EMOTIONS).codes
    actor = pd.factorize(clips["actor"])[0]
    size = 20
    told = rng.normal(size=(6, size))[emotion] + 1.5 * rng.normal(size=(20, 6, size))[actor, emotion]
    audio = pd.DataFrame(told + 1.2 * rng.normal(size=told.shape), index=clips["clip_id"]).add_prefix("a")
    audio.iloc[::17, 3] = np.nan
    seen = clips[(clips["sentence"] == "IEO") & clips["emotion"].isin(["anger", "happy", "sad"])]["clip_id"]
    image = (audio.loc[seen, ["a5", "a6", "a7"]] + rng.normal(size=(len(seen), 3))).add_prefix("i")
    return {"audio": audio.assign(source="wav"), "image": image}
