"""Networks by name: over features, over frames of sound, over faces, and over several of these at once.

One and the same network is given whatever the row's modality has: log-mels, faces, or both, each of which then has
an encoder of its own.
"""

from pydantic import Field

from cremad.models.ensembles import soft_members, weighed_members
from cremad.models.voting import Voted
from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.estimator import NetworkClassifier
from cremad.networks.fusion_late import LateFusion
from cremad.networks.network_file import NetworkFile
from cremad.settings import Options
from cremad.training.options import TrainingOptions

DENSE = {"depth": 1, "width": 128, "norm": "none", "dropout": 0.6}
"""Over some hundreds of features of some hundreds of clips: one layer, much of which is left out in training."""

DENSE_TRAINING = {"learning_rate": 3e-4, "weight_decay": 0.3, "label_smoothing": 0.1}
HALF_VOTES = {"votes_share": 0.5}
STRIDE = 8
"""Of frames 10 ms apart, one step of a network is 80 ms, about as long as a phone."""

FRAMES_TRAINING = {"weight_decay": 0.1, "label_smoothing": 0.1, "spec_augment": True, "face_augment": True}


class NetworkOptions(Options):
    """How the networks of a run are trained."""

    training: TrainingOptions = TrainingOptions()
    """What is not the default here holds for every network; the rest is each one's own."""
    members: int = Field(default=5, ge=1, le=20)
    """Networks over features that are averaged in each row; each is stopped in time for other held-out actors.
    Over frames, where one takes a hundred times as long, there is one."""
    start: NetworkFile | None = None
    """The stored network that a ``..._pretrained`` row begins with."""


DEFAULTS = NetworkOptions()


def network_dense(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """Dense layers over features; of several modalities, joined."""
    return _network(seed, options, DENSE_TRAINING, fusion="early", **DENSE)


def network_dense_pretrained(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """The same, from the weights of a stored network, such as one of another corpus."""
    return network_dense(seed, options).set_params(start=options.start)


def network_dense_soft(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """Dense layers, with the raters' votes as half of each clip's target."""
    return _network(seed, options, DENSE_TRAINING | HALF_VOTES, fusion="early", **DENSE)


def network_dense_soft_pretrained(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """The same, from the weights of a stored network."""
    return network_dense_soft(seed, options).set_params(start=options.start)


def network_attention_fusion(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """Dense layers over each modality's features, which then attend to each other; works with one gone."""
    return _network(seed, options, DENSE_TRAINING, fusion="attention", **DENSE)


def network_late_fusion(seed: int, options: NetworkOptions = DEFAULTS) -> LateFusion:
    """A network for each modality's features, weighed on held-out actors; works with one gone."""
    both = [(modality, network_dense(seed, options)) for modality in ("audio", "image")]
    return LateFusion(both, folds=3, random_state=seed)


def network_cnn(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """Convolutions: over time of log-mels, over each face; of both, their answers joined."""
    return _over_frames(seed, options, "cnn", fusion="early")


def network_lstm(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """An LSTM in both directions under attention pooling."""
    return _over_frames(seed, options, "lstm", depth=1)


def network_gru(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """A GRU in both directions under attention pooling."""
    return _over_frames(seed, options, "gru", depth=1)


def network_transformer(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """Two layers of self-attention under attention pooling."""
    return _over_frames(seed, options, "transformer")


def network_cnn_gru(seed: int, options: NetworkOptions = DEFAULTS) -> NetworkClassifier:
    """Convolutions over time, read by a GRU; faces and log-mels attend to each other."""
    return _over_frames(seed, options, "cnn_gru", depth=1)


def ensemble(seed: int, options: NetworkOptions = DEFAULTS) -> Voted:
    """The mean of what a dense network and classical models of features weighed by family say."""
    return Voted([*weighed_members(seed), ("network_dense", network_dense(seed, options))])


def ensemble_soft_labels(seed: int, options: NetworkOptions = DEFAULTS) -> Voted:
    """The mean of a dense network, a linear model and boosted trees, all with votes as half of the target."""
    return Voted([*soft_members(seed), ("network_dense", network_dense_soft(seed, options))])


def ensemble_soft_labels_pretrained(seed: int, options: NetworkOptions = DEFAULTS) -> Voted:
    """The same with a network that begins with stored weights."""
    return Voted([*soft_members(seed), ("network_dense", network_dense_soft_pretrained(seed, options))])


def _over_frames(seed: int, options: NetworkOptions, encoder: str, **architecture) -> NetworkClassifier:
    one = options.model_copy(update={"members": 1})
    return _network(seed, one, FRAMES_TRAINING, encoder=encoder, stride=STRIDE, **architecture)


def _network(seed: int, options: NetworkOptions, own: dict, **architecture) -> NetworkClassifier:
    asked = {name: value for name, value in options.training if value != getattr(DEFAULTS.training, name)}
    return NetworkClassifier(
        architecture=ArchitectureOptions(**architecture),
        training=TrainingOptions(**own | asked),
        members=options.members,
        random_state=seed,
    )
