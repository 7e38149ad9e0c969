"""A learner for searches: a network whose inputs, architecture and training are parameters.

Successive halving limits the number of epochs; early stopping on held-out actors may use fewer.
"""

from collections.abc import Collection

from sklearn.compose import ColumnTransformer, make_column_selector

from cremad.models.learner import Learner, Tag, tags
from cremad.models.space import Categorical, Integer, Parameter, Params, Real, part_of
from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.estimator import NetworkClassifier
from cremad.networks.network_file import NetworkFile
from cremad.networks.presets import DEFAULTS, STORES, NetworkOptions
from cremad.selection.actor_pipeline import ActorPipeline
from cremad.training.options import TrainingOptions

EPOCHS = "training.epochs"
BOTH = "features+frames"
INPUTS = {
    "features": make_column_selector(dtype_include="number"),
    "frames": make_column_selector(dtype_exclude="number"),
}
"""Kind of inputs → its columns."""

GIVEN = {"features": ("features",), "frames": ("frames",), BOTH: ("features", "frames")}
"""Value of ``inputs`` → kinds of inputs of the network."""

_FRAMES = ("frames", BOTH)
"""Values of ``inputs`` that include sequences."""

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
"""Parameters of networks that one CPU core trains at seconds per epoch on some hundred clips."""

FUSION: dict[str, Parameter] = {
    "fusion": Categorical(values=("early", "attention")),
    "modality_dropout": Real(low=0.0, high=0.4, steps=3),
}
"""Parameters of networks with several modalities."""

TRAINING: dict[str, Parameter] = {
    "batch": Categorical(values=(16, 32, 64)),
    "learning_rate": Real(low=5e-4, high=2e-2, log=True, steps=4),
    "schedule": Categorical(values=("constant", "step", "cosine", "exponential")),
    "weight_decay": Real(low=1e-4, high=0.3, log=True, steps=4),
    "label_smoothing": Categorical(values=(0.0, 0.1)),
    "mixup": Categorical(values=(0.0, 0.2)),
    "spec_augment": Categorical(values=(False, True), when={"inputs": _FRAMES}),
}


def network_space(kinds: Collection[str]) -> dict[str, Parameter]:
    """Inputs, depth, width, encoder, pooling, fusion and training of networks.

    Parameters
    ----------
    kinds : collection of str
        Sequences that clips have in addition to features; several are fused even without features.
    """
    fused = _FRAMES if len(kinds) > 1 else (BOTH,)
    fusion = {name: each.model_copy(update={"when": {"inputs": fused}}) for name, each in FUSION.items()}
    parts = {"architecture": ARCHITECTURE | fusion, "training": TRAINING}
    own = {f"{part}.{name}": each for part, named in parts.items() for name, each in named.items()}
    epochs = {EPOCHS: Categorical(values=(TrainingOptions().epochs,))}
    return epochs | {"inputs": Categorical(values=("features", *_FRAMES))} | own


def network(seed: int, *, network: NetworkOptions = DEFAULTS, start: NetworkFile | None = None) -> ActorPipeline:
    """One network over features and frames, with the default architecture."""
    return tune_network(seed, {"inputs": BOTH}, network=network, start=start)


def tune_network(
    seed: int, params: Params, *, network: NetworkOptions = DEFAULTS, start: NetworkFile | None = None
) -> ActorPipeline:
    """The unfitted network of a point of `network_space`.

    Parameters
    ----------
    seed : int
    params : dict
        The point.
    network : NetworkOptions
        Options set here override the point, except for the number of members, which is one.
    start : NetworkFile, optional
        Stored network whose weights it starts from.
    """
    given = [(name, "passthrough", INPUTS[name]) for name in GIVEN[params["inputs"]]]
    columns = ColumnTransformer(given, verbose_feature_names_out=False).set_output(transform="pandas")
    classifier = NetworkClassifier(
        architecture=ArchitectureOptions(**part_of(params, "architecture")),
        training=TrainingOptions(**part_of(params, "training") | network.training.chosen),
        start=start,
        random_state=seed,
    )
    return ActorPipeline([("columns", columns), ("network", classifier)])


LEARNERS = (
    Learner(
        "network",
        "Network, searched architecture",
        network,
        tags(Tag.NETWORK),
        sequences={"audio": "log_mel", "image": "face"},
        stores=(make_column_selector, *STORES),
        extra="neural",
        space=network_space,
        tune=tune_network,
        rationed=EPOCHS,
    ),
)
