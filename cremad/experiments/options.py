"""Options of comparisons: models, folds, treatment, and the precision of scores."""

from pydantic import Field

from cremad.catalogue.spec import ModelSpec
from cremad.catalogue.treatment import Treatment
from cremad.features.text.options import WordVectorFile
from cremad.models.learner import Tag
from cremad.networks.network_file import NetworkFile
from cremad.networks.presets import NetworkOptions
from cremad.settings import Options


def specs(*names: str) -> tuple[ModelSpec, ...]:
    """Learners with defaults, on the default feature set."""
    return tuple(ModelSpec(learner=name) for name in names)


class ExperimentOptions(Options):
    """The comparison of models."""

    models: tuple[ModelSpec, ...] = Field(
        default_factory=lambda: specs("logistic_regression", "svm_linear_one_vs_one", "svm_rbf", "xgboost")
    )
    """Models of audio, for speaker-independent protocols."""
    fusion_models: tuple[ModelSpec, ...] = Field(default_factory=lambda: specs("logistic_regression"))
    """Models of every other feature set and combination of feature sets; their own feature sets are ignored."""
    text_models: tuple[ModelSpec, ...] = Field(
        default_factory=lambda: tuple(
            ModelSpec(learner=name, features=("text",)) for name in ("text_only", "text_counts")
        )
    )
    """Models of text: controls, which may not beat the sentence lookup."""
    word_vectors: WordVectorFile | None = None
    """Vectors in GloVe's format for `text_vectors`; if unset they are trained, which needs the extra word2vec."""
    premium_models: tuple[ModelSpec, ...] = Field(default_factory=lambda: specs("logistic_regression"))
    """Models of audio that are also tested under leaky folds."""
    pretrained_models: tuple[ModelSpec, ...] = ()
    """Networks of audio that are also trained from the weights of the first of `starts` that has the same model
    inputs."""
    starts: tuple[NetworkFile, ...] = ()
    """Stored networks of other speakers."""
    folds: int = Field(default=5, ge=2, le=10)
    """Folds of each cross-validation."""
    treatment: Treatment = Treatment()
    """Cleaning and selection of features before every model."""
    network: NetworkOptions = NetworkOptions()
    """How networks are trained."""
    keep_models: bool = True
    """Whether the compared models are refitted on all clips and stored."""
    repeats: int = Field(default=1, ge=1, le=20)
    """Repeats of the speaker-independent folds, each with a seed of its own."""
    published_splits: bool = True
    """Whether the corpus's published splits are scored too, where their actors are available."""
    least_actors: int = Field(default=3, ge=2, le=50)
    """Least number of actors of an emotion for it to be scored."""
    permutations: int = Field(default=2000, ge=100, le=20_000)
    """Number of random swaps of actors for each p-value of the study of augmentations."""
    cross_corpus_models: tuple[ModelSpec, ...] = Field(
        default_factory=lambda: (
            *specs("logistic_regression", "svm_rbf", "xgboost"),
            ModelSpec(learner="logistic_regression", adaptation="speaker"),
            ModelSpec(learner="logistic_regression", adaptation="corpus"),
        )
    )
    """Models that are trained on one corpus and scored on another."""

    def complete(self, spec: ModelSpec) -> ModelSpec:
        """The specification with the options that apply to all models of the run."""
        chosen = {
            "treatment": self.treatment,
            "network": self.network if Tag.NETWORK in spec.of.tags else None,
            "word_vectors": self.word_vectors if Tag.WORD_VECTORS in spec.of.tags else None,
        }
        return spec.model_copy(update=chosen)
