"""The synthetic corpus as a corpus among others: made on the spot, and listed as CREMA-D is."""

from functools import partial
from pathlib import Path

from cremad.corpora.corpus import Corpus
from cremad.corpora.crema_d import GAINS, list_crema_d
from cremad.corpora.crema_d_tables import TABLES
from cremad.corpora.synthetic.options import SyntheticOptions


def make_synthetic(folder: Path, options: SyntheticOptions) -> dict[str, int]:
    """Write the corpus and return the number of planted faults."""
    from cremad.corpora.synthetic.corpus import write_corpus  # loads libraries for audio and video

    return {"planted": len(write_corpus(folder, options).planted)}


SYNTHETIC = Corpus(
    name="synthetic",
    title="the synthetic corpus",
    list_folder=partial(list_crema_d, official=False),
    gains=GAINS,
    tables=TABLES,
    named_by_labels=True,
    wav_rate_hz=16_000,
    make=make_synthetic,
    options=SyntheticOptions,
)
