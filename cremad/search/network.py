"""A network as a point of a space: what it is given, how it is built, how it is trained.

A space of networks rations epochs, of which early stopping on held-out actors may leave some.
"""

from collections.abc import Sequence

from sklearn.compose import ColumnTransformer, make_column_selector

from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.estimator import NetworkClassifier
from cremad.search.space import Categorical, Integer, Parameter, Params, Real, Space, part_of
from cremad.selection.actor_pipeline import ActorPipeline
from cremad.training.options import TrainingOptions

EPOCHS = "training.epochs"
MODEL = "network"
INPUTS = {
    "features": make_column_selector(dtype_include="number"),
    "frames": make_column_selector(dtype_exclude="number"),
}
"""What a network is given, one or both → those columns."""

_FRAMES = ("frames", "features+frames")
"""Inputs of which sequences are a part."""

ARCHITECTURE: dict[str, Parameter] = {
    "encoder": Categorical(values=("cnn", "lstm", "gru", "transformer", "cnn_gru"), when={"inputs": _FRAMES}),
    "depth": Integer(low=1, high=3, steps=3),
    "width": Categorical(values=(16, 32, 64)),
    "kernel": Categorical(values=(3, 5, 7), when={"architecture.encoder": ("cnn", "cnn_gru")}),
    "stride": Categorical(values=(4, 8), when={"inputs": _FRAMES}),
    "heads": Categorical(values=(2, 4), when={"architecture.encoder": ("transformer",)}),
    "pooling": Categorical(values=("mean", "attention"), when={"inputs": _FRAMES}),
    "norm": Categorical(values=("batch", "layer", "none")),
    "dropout": Real(low=0.0, high=0.6, steps=4),
}
"""Of sizes that a processor core trains at seconds an epoch over some hundred clips."""

FUSION: dict[str, Parameter] = {
    "fusion": Categorical(values=("early", "attention")),
    "modality_dropout": Real(low=0.0, high=0.4, steps=3),
}
"""Of networks that are given several modalities."""

TRAINING: dict[str, Parameter] = {
    "batch": Categorical(values=(16, 32, 64)),
    "learning_rate": Real(low=5e-4, high=2e-2, log=True, steps=4),
    "schedule": Categorical(values=("constant", "step", "cosine", "exponential")),
    "weight_decay": Real(low=1e-4, high=0.3, log=True, steps=4),
    "label_smoothing": Categorical(values=(0.0, 0.1)),
    "mixup": Categorical(values=(0.0, 0.2)),
    "spec_augment": Categorical(values=(False, True), when={"inputs": _FRAMES}),
}


def network_space(kinds: Sequence[str], epochs: int) -> Space:
    """Inputs, depth, width, encoder, pooling, fusion and training of networks.

    Parameters
    ----------
    kinds : sequence of str
        Sequences that clips have besides their features; several are fused even without features.
    epochs : int
        Of a whole training, at most.
    """
    fused = _FRAMES if len(kinds) > 1 else _FRAMES[1:]
    fusion = {name: each.model_copy(update={"when": {"inputs": fused}}) for name, each in FUSION.items()}
    parts = {"architecture": ARCHITECTURE | fusion, "training": TRAINING}
    genes = {f"{part}.{name}": each for part, named in parts.items() for name, each in named.items()}
    fixed = {"model": Categorical(values=(MODEL,)), EPOCHS: Categorical(values=(epochs,))}
    inputs = {"inputs": Categorical(values=("features", *_FRAMES))}
    return Space(parameters=fixed | inputs | genes, rationed=EPOCHS)


def build_network(params: Params, seed: int) -> ActorPipeline:
    """Make the unfitted network of a point of `network_space`."""
    seen = [(name, "passthrough", INPUTS[name]) for name in params["inputs"].split("+")]
    columns = ColumnTransformer(seen, verbose_feature_names_out=False).set_output(transform="pandas")
    network = NetworkClassifier(
        architecture=ArchitectureOptions(**part_of(params, "architecture")),
        training=TrainingOptions(**part_of(params, "training")),
        random_state=seed,
    )
    return ActorPipeline([("columns", columns), ("network", network)])
