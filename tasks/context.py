"""The run context: corpus, folders and cluster of a run.

Cache keys contain the corpus and the data directory; the cluster changes no result.
"""

import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from pipeline_config.cluster import ClusterOptions
from pipeline_config.load import load_profile
from pipeline_config.paths import DataDirectory
from pipeline_config.profile import Profile


class RunContext(BaseModel):
    """Corpus, folders and cluster of a run; passed to every task."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    corpus: str
    corpus_dir: Path
    data_dir: Path
    cluster: ClusterOptions

    @property
    def data(self) -> DataDirectory:
        return DataDirectory(self.data_dir)


def open_context(
    corpus: str, corpus_dir: str | None, data_dir: str, profile: str, **overrides: Any
) -> tuple[RunContext, Profile]:
    """Resolve the parameters of a flow into a run context and a profile.

    Parameters
    ----------
    corpus, corpus_dir, data_dir, profile : str
        As the flows take them; the corpus folder is by default below the data directory.
    **overrides
        Dotted options with ``__`` for the dot, such as ``cluster__workers=2``; None keeps the profile's value.

    Raises
    ------
    OptionError
        If the profile refuses an option.
    """
    dotted = {name.replace("__", "."): value for name, value in overrides.items()}
    options = load_profile(profile, dotted, os.environ)
    data = DataDirectory(Path(data_dir))
    folder = data.corpus(corpus) if corpus_dir is None else Path(corpus_dir).expanduser().resolve()
    context = RunContext(corpus=corpus, corpus_dir=folder, data_dir=data.root, cluster=options.cluster)
    return context, options
