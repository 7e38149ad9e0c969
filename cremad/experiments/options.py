"""What is compared, and how surely."""

from pydantic import Field

from cremad.catalogue.spec import ModelSpec
from cremad.catalogue.treatment import Treatment
from cremad.features.text.options import WordVectorFile
from cremad.models.learner import Tag
from cremad.networks.network_file import NetworkFile
from cremad.networks.presets import NetworkOptions
from cremad.settings import Options


def specs(*names: str) -> tuple[ModelSpec, ...]:
    """Learners as they are, of the default feature set."""
    return tuple(ModelSpec(learner=name) for name in names)


class ExperimentOptions(Options):
    """The comparison of models."""

    models: tuple[ModelSpec, ...] = Field(
        default_factory=lambda: specs("logistic_regression", "svm_linear_one_vs_one", "svm_rbf", "xgboost")
    )
    """Models of audio."""
    fusion_models: tuple[ModelSpec, ...] = Field(default_factory=lambda: specs("logistic_regression"))
    """Models of every other feature set and combination of feature sets; their own feature sets do not count."""
    text_models: tuple[ModelSpec, ...] = Field(
        default_factory=lambda: tuple(
            ModelSpec(learner=name, features=("text",)) for name in ("text_only", "text_counts")
        )
    )
    """Models of text: controls, which may not beat the sentence lookup."""
    word_vectors: WordVectorFile | None = None
    """Vectors in GloVe's format for `text_vectors`; else they are trained here, which needs the extra word2vec."""
    premium_models: tuple[ModelSpec, ...] = Field(default_factory=lambda: specs("logistic_regression"))
    """Models of audio that are tested under leaky folds as well."""
    pretrained_models: tuple[ModelSpec, ...] = ()
    """Networks of audio that are run besides from the weights of the first of `starts` that has the same model
    inputs."""
    starts: tuple[NetworkFile, ...] = ()
    """Stored networks of other speakers."""
    folds: int = Field(default=5, ge=2, le=10)
    """Folds of each cross-validation."""
    treatment: Treatment = Treatment()
    """What is done to features before every model that learns from them."""
    network: NetworkOptions = NetworkOptions()
    """How networks are trained."""
    keep_models: bool = True
    """Whether the compared models are fitted on all clips and stored."""
    repeats: int = Field(default=1, ge=1, le=20)
    """Repeats of the folds of unseen actors, each drawn with a seed of its own."""
    published_splits: bool = True
    """Whether the corpus's published splits are scored too, where their actors are at hand."""
    least_actors: int = Field(default=3, ge=2, le=50)
    """Actors who have to act an emotion for it to be scored."""
    resamples: int = Field(default=2000, ge=100, le=20_000)
    """Draws of the bootstrap behind each interval."""
    cross_corpus_models: tuple[ModelSpec, ...] = Field(
        default_factory=lambda: (
            *specs("logistic_regression", "svm_rbf", "xgboost"),
            ModelSpec(learner="logistic_regression", adaptation="speaker"),
            ModelSpec(learner="logistic_regression", adaptation="corpus"),
        )
    )
    """Models that are trained on one corpus and scored on another."""

    def complete(self, spec: ModelSpec) -> ModelSpec:
        """The specification with what holds for all models of the run."""
        chosen = {
            "treatment": self.treatment,
            "network": self.network if Tag.NETWORK in spec.of.tags else None,
            "word_vectors": self.word_vectors if Tag.WORD_VECTORS in spec.of.tags else None,
        }
        return spec.model_copy(update=chosen)
