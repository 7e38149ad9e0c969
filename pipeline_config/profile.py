"""A profile: the option models that each room of the library owns, composed into one frozen whole."""

from typing import Literal, get_args

from pydantic import Field

from cremad.augmentation.options import AugmentationOptions
from cremad.catalogue.catalogue import ClassicalName, NetworkName
from cremad.cleaning.outliers import OutlierOptions
from cremad.cleaning.steps import CleaningOptions
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.experiments.experiment import ExperimentOptions
from cremad.features.audio.egemaps import EgemapsOptions
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.audio.speech import SpeechFeatureOptions
from cremad.features.image.cnn import CnnFeatureOptions
from cremad.features.image.crops import FaceFrameOptions
from cremad.features.image.options import ImageFeatureOptions
from cremad.features.text.options import SentenceOptions, TextFeatureOptions
from cremad.monitoring.drift import DriftOptions
from cremad.monitoring.windows import WindowOptions
from cremad.preprocessing.ingestion import IngestOptions
from cremad.search.nested import SearchOptions
from cremad.selection.options import SelectionOptions
from cremad.settings import Options
from data_contracts.vocabulary import FEATURE_SETS
from pipeline_config.cluster import ClusterOptions

FUSION_MODELS = ("logistic_regression", "svm_rbf", "extra_trees", "xgboost")
"""Of the leaderboard: models of sound, sight and both."""

FUSION_NETWORKS = (
    "logistic_regression",
    "network_dense",
    "network_attention_fusion",
    "network_late_fusion",
    "network_cnn",
)
"""Of the networks' table."""

FeatureSetName = Literal[*FEATURE_SETS]


class Profile(Options):
    """Every option of a run."""

    name: str
    """Name of the file in ``profiles/``, without its ending."""
    seed: int = Field(default=0, ge=0, lt=2**32)
    """The run's one seed; every consumer has a stream of its own."""
    cluster: ClusterOptions = ClusterOptions()
    synthetic: SyntheticOptions = SyntheticOptions()
    ingest: IngestOptions = IngestOptions()
    feature_sets: tuple[FeatureSetName, ...] = ("audio", "image", "text")
    """Sets of features that are extracted; those beyond one a modality need their extras installed."""
    audio: AudioFeatureOptions = AudioFeatureOptions()
    image: ImageFeatureOptions = ImageFeatureOptions()
    face: FaceFrameOptions = FaceFrameOptions()
    """Sequences of crops for networks; those of sound are made with `audio`."""
    text: TextFeatureOptions = TextFeatureOptions()
    egemaps: EgemapsOptions = EgemapsOptions()
    speech: SpeechFeatureOptions = SpeechFeatureOptions()
    cnn: CnnFeatureOptions = CnnFeatureOptions()
    sentence: SentenceOptions = SentenceOptions()
    augmentation: AugmentationOptions = AugmentationOptions()
    cleaning: CleaningOptions = CleaningOptions(outliers=OutlierOptions())
    """What `prepare` decides about each clip; what models are given is under `experiment.treatment`."""
    selection: SelectionOptions = SelectionOptions()
    experiment: ExperimentOptions = ExperimentOptions()
    leaderboard: ExperimentOptions = ExperimentOptions(
        models=get_args(ClassicalName), fusion_models=FUSION_MODELS, published_splits=False, keep_models=False
    )
    neural: ExperimentOptions = ExperimentOptions(
        models=("logistic_regression", *get_args(NetworkName)[:4], *get_args(NetworkName)[6:]),
        fusion_models=FUSION_NETWORKS,
        premium_models=(),
        text_models=(),
        published_splits=False,
    )
    search: SearchOptions = SearchOptions()
    windows: WindowOptions = WindowOptions()
    drift: DriftOptions = DriftOptions()
