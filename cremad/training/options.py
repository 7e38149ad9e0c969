"""How a network is trained. Needs no torch, so that flows and searches can name options without it."""

from copy import copy
from typing import Any, Literal

from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from cremad.settings import Options


class TrainingOptions(Options):
    """Options of `cremad.training.loop.train_network` and of the preparation of its samples."""

    epochs: int = Field(default=40, ge=1, le=1000)
    """Most passes over the training clips."""
    batch: int = Field(default=32, ge=1, le=4096)
    """Largest number of clips per step; batches of an epoch differ by at most one clip in size."""
    accumulation: int = Field(default=1, ge=1, le=64)
    """Number of parts in which each batch is computed one after the other (gradient accumulation)."""

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
    """Largest Euclidean norm of the gradient; 0: no limit."""
    clip_value: float = Field(default=0.0, ge=0)
    """Largest absolute entry of the gradient; 0: no limit."""
    ema: float = Field(default=0.0, ge=0, lt=1)
    """Decay per step of the moving average of the weights that is evaluated and kept instead of them; 0: none."""

    label_smoothing: float = Field(default=0.0, ge=0, lt=1)
    """Label smoothing: share of each target that is spread over all classes."""
    votes_share: float = Field(default=0.0, ge=0, le=1)
    """Share of the raters' votes in each target; the rest is the label (`targets.soft_targets`)."""
    class_weights: bool = True
    """Whether all classes have the same total weight in the loss."""
    mixup: float = Field(default=0.0, ge=0, le=10)
    """Parameter of mixup's beta distribution; 0: no mixup."""
    spec_augment: bool = False
    """SpecAugment: mask bands and frames of log-mels, differently for each clip and epoch."""
    face_augment: bool = False
    """Rotate, mirror, crop faces and change their brightness, differently for each clip and epoch."""

    held_out_share: float = Field(default=0.15, gt=0, lt=1)
    """Share of the training actors that are held out for early stopping, drawn where samples are made."""
    patience: int = Field(default=8, ge=0)
    """Epochs without improvement on held-out clips after which training stops; 0: no early stopping."""

    device: Literal["cpu", "cuda"] = "cpu"
    precision: Literal["float32", "mixed"] = "float32"
    """`mixed` computes in bfloat16 where that is safe; it is worth its loss of precision only on a GPU."""
    deterministic: bool = True
    """Refuse operations whose result depends on timing. Results on the CPU are bit-identical for a given number of
    threads; CUDA also needs ``CUBLAS_WORKSPACE_CONFIG=:4096:8`` in the environment, and raises without."""
    workers: int = Field(default=0, ge=0, le=16)
    """Number of threads that prepare the next batches; results are the same for any number."""


class _Overrides(Options):
    @property
    def chosen(self) -> dict[str, Any]:
        """Options that are set, by name."""
        return {name: value for name, value in self if value is not None}


def _unset(field: FieldInfo) -> tuple[Any, FieldInfo]:
    """The type and field of the same option, which may be left unset."""
    unset = copy(field)
    unset.default = None
    return field.annotation | None, unset


TrainingOverrides = create_model(
    "TrainingOverrides",
    __base__=_Overrides,
    __module__=__name__,
    **{name: _unset(field) for name, field in TrainingOptions.model_fields.items()},
)
"""The same options, unset where None: set options override a network's defaults."""
