"""Tasks that make a corpus and look at what is in its folder. They look at the disk, so they always run."""

from prefect import task

from cremad.artifacts.digests import FileDigests
from cremad.corpora.inventory import take_inventory
from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import SyntheticOptions
from tasks.place import Place
from tasks.retries import is_transient
from tasks.stage import Outcome
from tasks.staging import put_aside


@task(name="make-corpus", persist_result=False)
def make_corpus(place: Place, options: SyntheticOptions) -> Outcome:
    """Write the synthetic corpus, unless it already lies there whole."""
    truth = write_corpus(place.corpus_dir, options)
    return Outcome(facts={"planted": len(truth.planted)})


@task(name="take-inventory", retries=3, retry_condition_fn=is_transient, persist_result=False)
def inventory_corpus(place: Place) -> Outcome:
    """List the clips and media files of the corpus folder with their digests."""
    digests = FileDigests(place.data.digests)
    inventory, files = take_inventory(place.corpus, place.corpus_dir, digests)
    digests.save()
    return Outcome(
        artifacts={
            "inventory": put_aside(place, "inventory", inventory),
            "corpus_files": put_aside(place, "corpus_files", files),
        },
        facts={"clips": len(inventory), "files": len(files)},
    )
