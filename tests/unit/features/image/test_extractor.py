"""One row a clip: names, the stand-in, still images, and what the row is good for."""

import numpy as np
import pandas as pd
import pytest
from skimage.data import astronaut
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from cremad.errors import UnreadableMediaError
from cremad.features.image.columns import column_names
from cremad.features.image.extractor import ImageExtractor, pool_frames
from cremad.features.image.options import ImageFeatureOptions
from cremad.media.video import read_frames
from data_contracts.contract import load_table

OPTIONS = ImageFeatureOptions(min_face_share=0.15)
NOISE = np.random.default_rng(0).integers(0, 256, (3, 90, 120, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def extractor() -> ImageExtractor:
    return ImageExtractor(OPTIONS)


def row(extractor: ImageExtractor, frames: np.ndarray) -> pd.Series:
    return pd.Series(extractor.extract(frames), index=column_names(extractor.options))


def test_columns_are_those_of_the_contract():
    assert column_names(ImageFeatureOptions()) == load_table("features_image").columns[1:]


@pytest.mark.parametrize(
    "options", [ImageFeatureOptions(), ImageFeatureOptions(hog_orientations=6, color_bins=16)]
)
def test_every_column_has_a_value_in_its_range(options):
    values = ImageExtractor(options).extract(NOISE)
    assert values.shape == (len(column_names(options)),)
    assert values.dtype == np.float32
    assert ((values >= 0) & (values <= 1)).all()


def test_a_face_is_flagged(extractor):
    assert row(extractor, astronaut()[None])["face_found"] == 1


def test_without_a_face_the_centre_square_stands_in(extractor):
    wide = np.pad(NOISE, [(0, 0), (0, 0), (30, 30), (0, 0)])
    assert row(extractor, wide)["face_found"] == 0
    pd.testing.assert_series_equal(row(extractor, wide), row(extractor, NOISE))


def test_a_still_image_does_not_change(extractor):
    still = row(extractor, NOISE[:1])
    assert not still.filter(regex="_(std|change)$").any()
    repeated = row(extractor, NOISE[[0, 0, 0]])
    pd.testing.assert_series_equal(still, repeated, rtol=1e-5, atol=1e-6)


def test_plain_colour_by_hand(extractor):
    green = row(extractor, np.full((2, 60, 60, 3), (0, 255, 0), np.uint8))
    assert (green[["rgb_r_b0_mean", "rgb_g_b7_mean", "rgb_b_b0_mean", "hsv_h_b2_mean"]] == 1).all()
    assert (green.filter(regex="lbp_.*_p8_mean") == 1).all()
    assert not green.filter(like="hog_").any()


def test_a_flash_shows_as_change(extractor):
    frames = np.zeros((4, 60, 60, 3), np.uint8)
    frames[2] = 255
    black = row(extractor, frames)[["rgb_r_b0_mean", "rgb_r_b0_std", "rgb_r_b0_change"]]
    np.testing.assert_allclose(black, [3 / 4, np.sqrt(3) / 4, 2 / 3], rtol=1e-6)


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (700, 2)])
def test_frames_of_any_size_have_features(extractor, size):
    frames = np.full((2, *size, 3), 90, np.uint8)
    assert np.isfinite(extractor.extract(frames)).all()


def test_statistics_of_a_value_stand_together():
    pooled = pool_frames(np.array([[0.0, 1.0], [2.0, 1.0]]))
    np.testing.assert_array_equal(pooled, [1, 1, 2, 1, 0, 0])


@pytest.mark.parametrize(
    "frames",
    [
        NOISE[0],
        NOISE[:0],
        NOISE[..., :1],
        NOISE.astype(np.float32),
    ],
    ids=["no time axis", "no frame", "grey", "floats"],
)
def test_what_is_no_clip_is_refused(extractor, frames):
    with pytest.raises(UnreadableMediaError, match="have no features"):
        extractor.extract(frames)


@pytest.mark.long
def test_logistic_regression_tells_three_emotions_by_the_face(real_crema_d):
    paths = sorted(
        path
        for emotion in ("ANG", "HAP", "SAD")
        for path in (real_crema_d / "VideoFlash").glob(f"*_IEO_{emotion}_HI.flv")
    )
    extractor = ImageExtractor(ImageFeatureOptions())
    features = np.stack([extractor.extract(read_frames(path, 8)) for path in paths])
    actors, emotions = zip(*(path.stem.split("_")[::2] for path in paths), strict=True)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    scores = []
    for seed in range(5):
        folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
        predicted = cross_val_predict(model, features, emotions, groups=actors, cv=folds)
        scores.append(balanced_accuracy_score(emotions, predicted))
    assert features[:, 0].all()
    assert np.mean(scores) >= 0.86
