"""How a network is trained. Needs no torch, so that flows and searches can name options without it."""

from copy import copy
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from cremad.settings import Options


class TrainingOptions(Options):
    """Options of `cremad.training.loop.train_network` and of those who make its samples."""

    epochs: int = Field(default=40, ge=1, le=1000)
    """Passes over the training clips at most."""
    batch: int = Field(default=32, ge=1, le=4096)
    """Clips a step, at most; an epoch is dealt out evenly, so that no step is left with a rest."""
    accumulation: int = Field(default=1, ge=1, le=64)
    """Parts that each batch is computed in, one after the other, where it does not fit into memory as a whole."""

    learning_rate: float = Field(default=1e-3, gt=0, le=1)
    """Highest learning rate of AdamW."""
    schedule: Literal["constant", "step", "cosine", "exponential"] = "cosine"
    """How the learning rate falls after the warm-up."""
    warmup_share: float = Field(default=0.1, ge=0, lt=1)
    """Share of all steps over which the learning rate rises evenly."""
    final_share: float = Field(default=0.01, gt=0, le=1)
    """Learning rate of the last step as a share of the highest."""
    drops: int = Field(default=3, ge=1, le=20)
    """How often `step` lowers the learning rate."""

    weight_decay: float = Field(default=0.01, ge=0, le=10)
    """Decoupled decay of weight matrices and kernels; biases and the scales of normalisation are left out."""
    clip_norm: float = Field(default=1.0, ge=0)
    """Largest Euclidean norm of the gradient; 0: any."""
    clip_value: float = Field(default=0.0, ge=0)
    """Largest absolute entry of the gradient; 0: any."""
    ema: float = Field(default=0.0, ge=0, lt=1)
    """Decay, a step, of the moving average of the weights that is judged and kept in their place; 0: none."""

    label_smoothing: float = Field(default=0.0, ge=0, lt=1)
    """Share of each target that is spread over all classes."""
    votes_share: float = Field(default=0.0, ge=0, le=1)
    """Share of each target that is what raters voted; the rest is the label (`targets.soft_targets`)."""
    class_weights: bool = True
    """Each class weighs the same in the loss, however many clips it has."""
    mixup: float = Field(default=0.0, ge=0, le=10)
    """Parameter of the beta distribution that clips are mixed by; 0: none are."""
    spec_augment: bool = False
    """Wipe out bands and frames of log-mels, anew for each clip and epoch."""
    face_augment: bool = False
    """Turn, mirror, crop and relight faces, anew for each clip and epoch."""

    held_out_share: float = Field(default=0.15, gt=0, lt=1)
    """Share of the training actors that judge the epochs; whoever makes the samples draws them."""
    patience: int = Field(default=8, ge=0)
    """Epochs without gain on held-out clips until training stops; 0: it never does."""

    device: Literal["cpu", "cuda"] = "cpu"
    precision: Literal["float32", "mixed"] = "float32"
    """`mixed` computes in bfloat16 where that is safe; it is worth its loss of precision on a GPU alone."""
    deterministic: bool = True
    """Refuse operations whose result depends on timing. The CPU is bit-identical for one number of threads; CUDA
    besides wants ``CUBLAS_WORKSPACE_CONFIG=:4096:8`` in the environment, and says so."""
    workers: int = Field(default=0, ge=0, le=16)
    """Threads that make the next batches meanwhile; results are the same for any number."""


class _Overrides(Options):
    @property
    def chosen(self) -> dict[str, Any]:
        """Options that are set, by name."""
        return {name: value for name, value in self if value is not None}


def _unset(field: FieldInfo) -> tuple[Any, FieldInfo]:
    """The type and field of the same option, which may be left unset."""
    unset = copy(field)
    unset.default = None
    annotation: Any = field.annotation
    return annotation | None, unset


if TYPE_CHECKING:

    class TrainingOverrides(_Overrides):
        def __init__(self, **chosen: Any): ...
        def __getattr__(self, name: str) -> Any: ...
else:
    TrainingOverrides = create_model(
        "TrainingOverrides",
        __base__=_Overrides,
        __module__=__name__,
        **{name: _unset(field) for name, field in TrainingOptions.model_fields.items()},
    )
"""The same options, unset where they are None: what is set holds in place of a network's own."""
