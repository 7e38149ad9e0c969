"""Audio → embeddings by a network that was trained for speech recognition.

The network is the encoder of Moonshine [1]_, in its smallest English version (MIT), trained without emotion
labels. Its weights come with the package moonshine-voice, whose code is not run, or from a file that is given
together with its digest. Its layers keep prosody as well as text: for six emotions see docs/results.md.

References
----------
.. [1] N. Jeffries et al., "Moonshine: speech recognition for live transcription and voice commands", 2024,
   arXiv:2410.15608.
"""

from pathlib import Path

import numpy as np
from pydantic import Field

from cremad.errors import UnreadableMediaError
from cremad.features.weights import check_weights, packaged, start_network
from cremad.settings import Options

RATE_HZ = 16_000
"""Sampling rate that the encoder was trained on."""
DIMENSIONS = 288
"""Values a frame of 24 ms."""
STATISTICS = ("mean", "std")
PACKAGED = ("moonshine_voice", "assets/tiny-en/encoder_model.ort")
REMEDY = "pip install 'cremad[speech]' && pip install --no-deps moonshine-voice==0.1.0"
_LEAST_SAMPLES = 895
"""Number of samples that the first three convolutions need for one frame."""


class SpeechFeatureOptions(Options):
    """The weights of the encoder."""

    weights: Path | None = None
    """An encoder of Moonshine's smallest kind in ONNX's format or the runtime's own; None for the packaged one."""
    weights_sha256: str = Field(
        default="94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221", pattern="^[0-9a-f]{64}$"
    )
    """SHA-256 that the weights must have."""


def column_names() -> tuple[str, ...]:
    """Names of the values that the extractor gives; the contract is ``features_speech``.

    Examples
    --------
    >>> column_names()[:2], len(column_names())
    (('speech_000_mean', 'speech_000_std'), 576)
    """
    return tuple(f"speech_{index:03d}_{statistic}" for index in range(DIMENSIONS) for statistic in STATISTICS)


class SpeechExtractor:
    """Computes embeddings; keep one, since making it loads the network.

    Parameters
    ----------
    options : SpeechFeatureOptions

    Raises
    ------
    OptionError
        If the extra ``speech`` is not installed.
    MissingFileError
        If the weights are not there.
    WeightsError
        If they are not the weights that the options' digest names, or no network.
    """

    def __init__(self, options: SpeechFeatureOptions):
        path = check_weights(options.weights or packaged(*PACKAGED, remedy=REMEDY), options.weights_sha256)
        self._network = start_network(path.read_bytes(), path=path, remedy=REMEDY)

    def extract(self, signal: np.ndarray) -> np.ndarray:
        """Mean and standard deviation, over a clip's frames, of each value of the encoder's last layer.

        Parameters
        ----------
        signal : (samples,) float32
            In [-1, 1], at `RATE_HZ`.

        Returns
        -------
        (576,) float32
            In the order of `column_names`.

        Raises
        ------
        UnreadableMediaError
            If the signal is too short for one frame.
        """
        if len(signal) < _LEAST_SAMPLES:
            raise UnreadableMediaError(f"a signal of {len(signal) / RATE_HZ:.3f} s is too short for the encoder")
        inputs = {"input_values": signal[None], "attention_mask": np.ones((1, len(signal)), np.int64)}
        ((frames,),) = self._network.run(None, inputs)
        return np.stack([frames.mean(0), frames.std(0)], axis=1).ravel()
