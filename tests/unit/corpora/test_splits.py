import pytest

from cremad.corpora.splits import published_splits
from cremad.evaluation.protocol import PUBLISHED_PROTOCOLS
from cremad.evaluation.protocols import make_splitter


def test_every_actor_has_a_part_in_every_split():
    splits = published_splits()
    assert list(splits["actor"]) == [str(actor) for actor in range(1001, 1092)]
    assert splits.notna().all(axis=None)
    assert splits["audeering_1_1_0"].value_counts().to_dict() == {"train": 56, "dev": 18, "test": 17}
    assert splits["evar"].value_counts().to_dict() == {"train": 63, "test": 19, "valid": 9}
    assert splits["hicmae_test_fold"].value_counts().sort_index().to_dict() == {
        "1": 18, "2": 18, "3": 18, "4": 18, "5": 19,
    }  # fmt: skip


@pytest.mark.parametrize("protocol", PUBLISHED_PROTOCOLS, ids=lambda protocol: protocol.name)
def test_every_published_protocol_finds_its_column(protocol):
    make_splitter(protocol, seed=0, published=published_splits())
