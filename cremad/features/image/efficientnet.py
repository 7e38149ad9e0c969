"""EfficientNet-lite0 [1]_ without a deep-learning framework: its weights read from a file, its layers as ONNX.

References
----------
.. [1] M. Tan and Q. Le, "EfficientNet: rethinking model scaling for convolutional neural networks", ICML 2019;
   the lite kind leaves out squeeze-and-excitation and clips at 6, so that it can run in whole numbers.
"""

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cremad.errors import OptionError, WeightsError

EMBEDDING = 1280
"""Values that the last layer before the classifier gives."""
INPUT_SIDE = 224
"""Side of the images that it was trained on, in pixels."""
_BLOCKS = 16
_HALVING_BLOCKS = {1, 3, 5, 11}
_BATCH_NORM_EPSILON = 1e-3


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """Read arrays from a checkpoint in PyTorch's format before 1.6, running no code of it.

    The file is five pickles (the fourth names the tensors, the fifth the order of their storages), then each
    storage as its length and its values. What the pickles may call is a list of four; anything else is refused.

    Raises
    ------
    WeightsError
        If it is no such file.
    """
    try:
        with open(path, "rb") as file:
            *_, tensors, keys = (_TensorUnpickler(file).load() for _ in range(5))
            dtype_of = {tensor.key: tensor.dtype for tensor in tensors.values()}
            storages = {}
            for key in keys:
                count = int.from_bytes(file.read(8), "little")
                storages[key] = np.frombuffer(file.read(count * dtype_of[key].itemsize), dtype_of[key])
            return {name: tensor.lay_out(storages[tensor.key]) for name, tensor in tensors.items()}
    except (pickle.UnpicklingError, ValueError, TypeError, AttributeError, EOFError, LookupError) as error:
        raise WeightsError(f"holds no weights that can be read ({error})", path=path) from error


class _Tensor(NamedTuple):
    key: str
    dtype: np.dtype
    offset: int
    shape: tuple[int, ...]
    steps: tuple[int, ...]

    def lay_out(self, storage: np.ndarray) -> np.ndarray:
        """The tensor's values; the steps between neighbours need not be those of reading order."""
        axes = zip(self.steps, np.indices(self.shape), strict=True)
        places = self.offset + sum(step * index for step, index in axes)
        return storage[places]


def _tensor(storage: tuple, *layout) -> _Tensor:
    _, dtype, key, *_ = storage
    return _Tensor(key, dtype, *layout[:3])


_KNOWN = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch", "FloatStorage"): np.dtype("<f4"),
    ("torch", "LongStorage"): np.dtype("<i8"),
}


class _TensorUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str):
        if (module, name) not in _KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of weights")
        return _KNOWN[module, name]

    def persistent_load(self, storage: tuple) -> tuple:
        return storage


def build_onnx(weights: dict[str, np.ndarray]) -> bytes:
    """The network from images to embeddings as an ONNX model.

    Parameters
    ----------
    weights : dict of str to array
        Under the names that the PyTorch ports of EfficientNet give them.

    Returns
    -------
    bytes
        A model from `images`, `(n, 3, 224, 224)` float32 from -1 to 1, to `embeddings`, `(n, 1280, 1, 1)`.

    Raises
    ------
    OptionError
        If the package onnx is not installed.
    WeightsError
        If a layer's weights are missing.
    """
    try:
        graph = _Graph(weights)
        features = graph.convolve("images", "_conv_stem", "_bn0", stride=2)
        for number in range(_BLOCKS):
            features = _add_block(graph, features, f"_blocks.{number}", 2 if number in _HALVING_BLOCKS else 1)
        features = graph.convolve(features, "_conv_head", "_bn1")
    except KeyError as error:
        raise WeightsError(f"the weights lack {error}, so they are no EfficientNet-lite0") from error
    graph.add("GlobalAveragePool", [features], output="embeddings")
    return graph.serialise()


def _add_block(graph: "_Graph", entering: str, name: str, stride: int) -> str:
    """Expand, filter each channel, project; what entered is added where the shape is kept."""
    features = entering
    if f"{name}._expand_conv.weight" in graph.weights:
        features = graph.convolve(features, f"{name}._expand_conv", f"{name}._bn0")
    channels = len(graph.weights[f"{name}._depthwise_conv.weight"])
    features = graph.convolve(features, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride, groups=channels)
    projection = graph.weights[f"{name}._project_conv.weight"]
    features = graph.convolve(features, f"{name}._project_conv", f"{name}._bn2", clip=False)
    expansion = 6 if f"{name}._expand_conv.weight" in graph.weights else 1
    keeps_shape = stride == 1 and len(projection) * expansion == channels
    return graph.add("Add", [features, entering]) if keeps_shape else features


class _Graph:
    """Layers in the order that they are added."""

    def __init__(self, weights: dict[str, np.ndarray]):
        try:
            import onnx
        except ImportError as error:
            raise OptionError(
                "the CNN features need onnx, which is not installed", remedy="pip install 'cremad[cnn]'"
            ) from error
        self.weights = weights
        self._onnx = onnx
        self._nodes: list = []
        self._constants = [
            onnx.numpy_helper.from_array(np.array(limit, np.float32), f"clip_{limit}") for limit in (0, 6)
        ]

    def convolve(
        self, entering: str, layer: str, norm: str, *, stride: int = 1, groups: int = 1, clip: bool = True
    ) -> str:
        """A convolution with its batch normalisation folded in, clipped to 0 to 6."""
        kernel = self.weights[f"{layer}.weight"]
        gain = self.weights[f"{norm}.weight"] / np.sqrt(self.weights[f"{norm}.running_var"] + _BATCH_NORM_EPSILON)
        offset = self.weights[f"{norm}.bias"] - gain * self.weights[f"{norm}.running_mean"]
        folded = (kernel * gain[:, None, None, None]).astype(np.float32)
        for name, values in ((f"{layer}.kernel", folded), (f"{layer}.offset", offset.astype(np.float32))):
            self._constants.append(self._onnx.numpy_helper.from_array(values, name))
        features = self.add(
            "Conv",
            [entering, f"{layer}.kernel", f"{layer}.offset"],
            kernel_shape=kernel.shape[2:],
            strides=[stride, stride],
            group=groups,
            auto_pad="SAME_UPPER",
        )
        return self.add("Clip", [features, "clip_0", "clip_6"]) if clip else features

    def add(self, kind: str, entering: list[str], output: str | None = None, **attributes) -> str:
        """Any layer; returns the name of what leaves it."""
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(self._onnx.helper.make_node(kind, entering, [output], **attributes))
        return output

    def serialise(self) -> bytes:
        """The whole model."""
        helper, number = self._onnx.helper, self._onnx.TensorProto.FLOAT
        images = helper.make_tensor_value_info("images", number, ["n", 3, INPUT_SIDE, INPUT_SIDE])
        embeddings = helper.make_tensor_value_info("embeddings", number, ["n", EMBEDDING, 1, 1])
        graph = helper.make_graph(self._nodes, "efficientnet_lite0", [images], [embeddings], self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        self._onnx.checker.check_model(model)
        return model.SerializeToString()
