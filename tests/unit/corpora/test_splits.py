import pytest

from cremad.corpora.splits import published_splits
from cremad.evaluation.protocols import PUBLISHED, find_protocol


def test_every_actor_has_a_part_in_every_split():
    splits = published_splits()
    assert list(splits["actor"]) == [str(actor) for actor in range(1001, 1092)]
    assert splits.notna().all(axis=None)
    assert splits["audeering_1_1_0"].value_counts().to_dict() == {"train": 56, "dev": 18, "test": 17}
    assert splits["evar"].value_counts().to_dict() == {"train": 63, "test": 19, "valid": 9}
    assert splits["hicmae_test_fold"].value_counts().sort_index().to_dict() == {
        "1": 18, "2": 18, "3": 18, "4": 18, "5": 19,
    }  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_protocol_finds_its_column(name):
    find_protocol(name, published_splits())
