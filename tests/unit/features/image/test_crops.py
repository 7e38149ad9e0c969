"""The face in every frame, small and grey."""

import cv2
import numpy as np
import pytest

from cremad.errors import UnreadableMediaError
from cremad.features.image.crops import FaceCropper, FaceFrameOptions
from cremad.features.image.face import INNER_FACE, centre_square, crop_frames
from cremad.media.video import read_frames


def test_without_a_face_the_centre_square_stands_in():
    frames = np.random.default_rng(0).integers(0, 256, (2, 90, 120, 3), np.uint8)
    crops = FaceCropper(FaceFrameOptions(height=20, width=16)).crop(frames)
    expected = crop_frames(frames, centre_square(frames), INNER_FACE, 20, 16)
    np.testing.assert_array_equal(crops, [cv2.cvtColor(each, cv2.COLOR_RGB2GRAY) for each in expected])
    assert (crops.shape, crops.dtype) == ((2, 20, 16), np.uint8)


def test_a_real_face_is_followed_to_where_it_is(real_crema_d):
    frames = read_frames(sorted((real_crema_d / "VideoFlash").glob("*.flv"))[0], 3)
    cropper = FaceCropper(FaceFrameOptions())
    crops, moved = (cropper.crop(frames[:, :, left:]) for left in (0, 40))
    # 0.41 where the box stays behind
    assert np.corrcoef(crops.ravel(), moved.ravel())[0, 1] > 0.85


def test_what_is_no_clip_is_refused():
    with pytest.raises(UnreadableMediaError, match="one frame at least"):
        FaceCropper(FaceFrameOptions()).crop(np.empty((0, 9, 9, 3), np.uint8))
