"""A profile: the option models of the library's packages, composed into one frozen model."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field, create_model

from cremad.augmentation.options import AugmentationOptions
from cremad.cleaning.outliers import OutlierOptions
from cremad.cleaning.steps import CleaningOptions
from cremad.corpora.corpora import corpora
from cremad.errors import OptionError
from cremad.experiments.options import ExperimentOptions
from cremad.monitoring.drift import DriftOptions
from cremad.monitoring.windows import WindowOptions
from cremad.preprocessing.feature_sets import feature_sets, sequence_sources
from cremad.preprocessing.ingestion import IngestOptions
from cremad.search.nested import SearchOptions
from cremad.selection.options import SelectionOptions
from cremad.settings import Options
from pipeline_config.cluster import ClusterOptions
from pipeline_config.comparisons import leaderboard_options, neural_options

_RECORDS = (
    *(corpus for corpus in corpora().values() if corpus.options is not None),
    *sequence_sources().values(),
    *feature_sets().values(),
)
"""Records with options under their own name; sequences may share those of a feature set."""

if TYPE_CHECKING:
    FeatureSetName = str
    OptionsOfRecords = Options
else:
    FeatureSetName = Literal[*feature_sets()]
    OptionsOfRecords = create_model(
        "OptionsOfRecords", __base__=Options, **{each.name: (each.options, each.options()) for each in _RECORDS}
    )


class Profile(OptionsOfRecords):
    """Every option of a run; those of a feature set or of a generated corpus have its name."""

    name: str
    """Name of the file in ``profiles/``, without its ending."""
    seed: int = Field(default=0, ge=0, lt=2**32)
    """The run's seed; every consumer has a random stream of its own."""
    cluster: ClusterOptions = ClusterOptions()
    ingest: IngestOptions = IngestOptions()
    feature_sets: tuple[FeatureSetName, ...] = tuple(
        each.name for each in feature_sets().values() if each.by_default
    )
    """Feature sets that are extracted; other than the default ones need their extras installed."""
    augmentation: AugmentationOptions = AugmentationOptions()
    cleaning: CleaningOptions = CleaningOptions(outliers=OutlierOptions())
    """What `prepare` decides about each clip; what models are given is under `experiment.treatment`."""
    selection: SelectionOptions = SelectionOptions()
    experiment: ExperimentOptions = Field(default_factory=ExperimentOptions)
    leaderboard: ExperimentOptions = Field(default_factory=leaderboard_options)
    neural: ExperimentOptions = Field(default_factory=neural_options)
    search: SearchOptions = SearchOptions()
    windows: WindowOptions = WindowOptions()
    drift: DriftOptions = DriftOptions()

    def options_of(self, name: str) -> Options:
        """Options of a feature set, of a source of sequences or of a corpus that is made, by its name."""
        return getattr(self, name)


if _TAKEN := {each.name for each in _RECORDS} & set(Profile.__annotations__):
    raise OptionError(
        f"a profile has other options of the name {', '.join(sorted(_TAKEN))}",
        remedy="Uninstall the package that adds a feature set or corpus of that name.",
    )
