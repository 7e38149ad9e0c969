"""Tasks that generate a corpus and list its folder. They depend on the disk, so they always run."""

from prefect import task

from cremad.artifacts.digests import FileDigests
from cremad.corpora.corpora import find_corpus
from cremad.corpora.inventory import take_inventory
from cremad.settings import Options
from tasks.context import RunContext
from tasks.retries import is_transient
from tasks.stage import Outcome
from tasks.staging import write_staged


@task(name="make-corpus", persist_result=False)
def make_corpus(context: RunContext, options: Options) -> Outcome:
    """Generate a corpus, unless it already exists."""
    return Outcome(facts=find_corpus(context.corpus).make(context.corpus_dir, options))


@task(name="take-inventory", retries=3, retry_condition_fn=is_transient, persist_result=False)
def inventory_corpus(context: RunContext) -> Outcome:
    """List the clips and media files of the corpus folder with their digests."""
    digests = FileDigests(context.data.digests)
    inventory, files = take_inventory(context.corpus, context.corpus_dir, digests)
    digests.save()
    return Outcome(
        artifacts={
            "inventory": write_staged(context, "inventory", inventory),
            "corpus_files": write_staged(context, "corpus_files", files),
        },
        facts={"clips": len(inventory), "files": len(files)},
    )
