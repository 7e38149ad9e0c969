"""The parameters that flows share: flat and typed, so that the Prefect form is usable and refuses bad values."""

from typing import Annotated, Literal

from pydantic import Field

from cremad.corpora.corpora import corpora
from pipeline_config.profile import FeatureSetName

Corpus = Annotated[
    Literal[*corpora()],
    Field(description="Corpus to work on. synthetic is made on the spot."),
]
WatchedCorpus = Annotated[
    Literal[*(each.name for each in corpora().values() if each.make is None)],
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
    Field(description="Running Dask scheduler, such as tcp://127.0.0.1:8786; empty: one is started here."),
]
Folds = Annotated[
    int | None,
    Field(description="Folds of the actor-grouped cross-validation; empty: the profile's.", ge=2, le=10),
]
Unofficial = Annotated[
    Literal["quarantine", "keep"] | None,
    Field(description="CREMA-D files whose bytes are not the official ones; empty: the profile's."),
]
