"""The parameters that flows share: flat and typed, so that the Prefect form is usable and refuses bad values."""

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from cremad.catalogue.learners import trainable_names
from cremad.catalogue.spec import Adaptation, Targets
from cremad.corpora.corpora import corpora
from cremad.errors import OptionError
from pipeline_config.profile import FeatureSetName

if TYPE_CHECKING:
    LearnerName = str
    CorpusName = str
    WatchedCorpusName = str
else:
    LearnerName = Literal[*trainable_names()]
    CorpusName = Literal[*corpora()]
    WatchedCorpusName = Literal[*(each.name for each in corpora().values() if each.make is None)]

Corpus = Annotated[
    CorpusName,
    Field(description="Corpus to work on. synthetic is generated."),
]
WatchedCorpus = Annotated[
    WatchedCorpusName,
    Field(description="Corpus whose layout the folder has."),
]
CorpusDir = Annotated[
    str | None,
    Field(description="Folder of the corpus (of manifest: its CSV or Parquet); empty: below the data directory."),
]
DataDir = Annotated[str, Field(description="Folder for tables, models, reports and the cache.", min_length=1)]
ProfileName = Annotated[
    Literal["demo", "local", "full"], Field(description="Set of options in pipeline_config/profiles.")
]
Seed = Annotated[int | None, Field(description="Seed of the run; empty: the profile's.", ge=0, lt=2**32)]
FeatureSets = Annotated[
    list[FeatureSetName] | None,
    Field(description="Sets of features to extract; empty: the profile's. Other tables stay.", min_length=1),
]
Workers = Annotated[
    int | None, Field(description="Dask worker processes started here; empty: the profile's.", ge=1, le=256)
]
DaskAddress = Annotated[
    str | None,
    Field(description="Running Dask scheduler, such as tcp://127.0.0.1:8786; empty: one is started."),
]
Folds = Annotated[
    int | None,
    Field(description="Folds of the actor-grouped cross-validation; empty: the profile's.", ge=2, le=10),
]
Unofficial = Annotated[
    Literal["quarantine", "keep"] | None,
    Field(description="CREMA-D files whose bytes are not the official ones; empty: the profile's."),
]
RunId = Annotated[
    str | None,
    Field(description="Id of a run; empty: the run of train with the same options.", pattern="^[0-9a-f]{12}$"),
]
RowId = Annotated[
    str | None,
    Field(
        description="Id of a row of the run, from the table models; empty: one of its stored models of audio.",
        pattern="^[0-9a-f]{12}$",
    ),
]
Reference = Annotated[
    Corpus | None,
    Field(description="Corpus in the same data directory to compare with; empty: windows of the corpus itself."),
]
Learners = Annotated[
    list[LearnerName] | None,
    Field(description="Learners of audio models; empty: the profile's models.", min_length=1),
]
Adaptations = Annotated[
    list[Adaptation] | None,
    Field(description="With learners: what each is normalised by, none, speaker or corpus; empty: none."),
]
TargetKinds = Annotated[
    list[Targets] | None,
    Field(description="With learners: what each is trained on, labels or votes; empty: labels."),
]
Repeats = Annotated[
    int | None,
    Field(description="Repeats of the folds, each with another seed; empty: the profile's.", ge=1, le=20),
]
Epochs = Annotated[
    int | None,
    Field(description="Most epochs of training; empty: the profile's.", ge=1, le=1000),
]
Starts = Annotated[
    list[str] | None,
    Field(description="Ids or aliases of stored networks of other speakers, whose weights models start from."),
]


def choose_specs(
    learners: Sequence[str] | None, adaptations: Sequence[str] | None, targets: Sequence[str] | None
) -> list[dict[str, str]] | None:
    """The models that parameters name: each learner with each adaptation and target; None keeps the profile's.

    Raises
    ------
    OptionError
        If adaptations or targets are given without learners.
    """
    if learners is None:
        if adaptations or targets:
            raise OptionError("adaptations and targets go with learners", remedy="Name learners too.")
        return None
    return [
        {"learner": learner, "adaptation": adaptation, "targets": target}
        for learner, adaptation, target in product(learners, adaptations or ("none",), targets or ("labels",))
    ]
