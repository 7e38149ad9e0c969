from hypothesis import given
from hypothesis import strategies as st

from cremad.preprocessing.partitions import LARGEST, plan_partitions

KEYS = st.sets(st.text("0123456789_ABC", min_size=1, max_size=12), min_size=1, max_size=400)


def plan(keys, target):
    digests = {key: f"digest of {key}" for key in keys}
    return plan_partitions(digests, {key: {"clip_id": key} for key in keys}, target)


@given(KEYS, st.integers(1, 60))
def test_every_record_is_in_exactly_one_partition_and_in_order(keys, target):
    partitions = plan(keys, target)
    flat = [record["clip_id"] for partition in partitions for record in partition.records]
    assert flat == sorted(keys)
    assert all(list(p.digests) == [r["clip_id"] for r in p.records] for p in partitions)
    assert max(len(p.records) for p in partitions) <= LARGEST * target


@given(KEYS, st.text("0123456789_ABC", min_size=1, max_size=12), st.integers(8, 60))
def test_a_clip_more_or_less_moves_its_own_partition_only(keys, newcomer, target):
    before = {tuple(p.digests) for p in plan(keys - {newcomer}, target) if len(p.records) < target}
    after = {tuple(p.digests) for p in plan(keys | {newcomer}, target) if len(p.records) < target}
    assert len(after - before) <= 2
    assert len(before - after) <= 2


def test_the_key_is_of_contents_and_recipe():
    (one,) = plan({"a"}, 10)
    (other,) = plan_partitions({"a": "another digest"}, {"a": {}}, 10)
    assert one.key({"n": 1}) == one.key({"n": 1})
    assert len({one.key({"n": 1}), one.key({"n": 2}), other.key({"n": 1})}) == 3
