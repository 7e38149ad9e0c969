"""The task is neither trivial nor hopeless, and knowing the actor helps."""

import cv2
import librosa
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.corpora.synthetic.plan import plan_clips
from cremad.corpora.synthetic.render import render_audio, render_frames


def uar(features, clips, folds, groups=None, C=1.0):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=C, max_iter=2000))
    predicted = cross_val_predict(model, features, clips["emotion"], groups=groups, cv=folds)
    return recall_score(clips["emotion"], predicted, average="macro")


def pooled_mfcc(samples):
    frames = librosa.feature.mfcc(
        y=samples / np.float32(32768), sr=16_000, n_mfcc=20, n_fft=512, hop_length=160, win_length=512
    )
    return np.concatenate([frames.mean(axis=1), frames.std(axis=1)])


@pytest.fixture(scope="module")
def scores():
    """UAR of logistic regression on pooled MFCCs of the default corpus: actor-grouped, random."""
    clips = plan_clips(SyntheticOptions())
    features = np.array([pooled_mfcc(render_audio(clip, seed=0)) for clip in clips.itertuples()])
    return (
        uar(features, clips, StratifiedGroupKFold(6, shuffle=True, random_state=0), clips["actor"]),
        uar(features, clips, StratifiedKFold(6, shuffle=True, random_state=0)),
    )


def test_emotion_is_in_the_audio_and_not_obvious(scores):
    assert 0.55 < scores[0] < 0.8


def test_knowing_the_actor_helps(scores):
    assert scores[1] - scores[0] > 0.05


def oriented_gradients(frames):
    """HOG of the middle of the picture, the mean of three frames; on raw pixels the sway of the head hides all."""
    describe = cv2.HOGDescriptor((96, 96), (32, 32), (16, 16), (16, 16), 9).compute
    chosen = frames[[len(frames) // 4, len(frames) // 2, -2], 8:118, 25:135].mean(axis=3).astype(np.uint8)
    return np.mean([describe(cv2.resize(frame, (96, 96))) for frame in chosen], axis=0)


def test_emotion_is_in_the_face_and_not_obvious():
    clips = plan_clips(SyntheticOptions())
    murmur = np.random.default_rng(0).normal(0, 1000, 25_600).astype(np.int16)
    features = np.stack([oriented_gradients(render_frames(clip, 0, murmur)) for clip in clips.itertuples()])
    score = uar(features, clips, StratifiedGroupKFold(6, shuffle=True, random_state=0), clips["actor"], C=0.01)
    assert 0.6 < score < 0.8
