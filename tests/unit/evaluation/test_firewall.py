"""Every planted leak is found and named."""

import pandas as pd
import pytest

from cremad.errors import LeakageError
from cremad.evaluation.firewall import audit, refuse_leaks
from cremad.evaluation.folds import Division, Fold
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.protocols import divide


def test_actor_folds_pass_and_say_that_sentences_are_shared(clips):
    found = refuse_leaks(divide(find_protocol("actor_5fold"), clips, seed=0), clips).set_index(["fold", "leak"])
    assert (found.xs("actor", level="leak")["shared"] == 0).all()
    assert (found.xs("sentence", level="leak")["share"] == 1.0).all()


def test_random_folds_may_leak_actors_and_say_so(clips):
    found = refuse_leaks(divide(find_protocol("random_5fold"), clips, seed=0), clips)
    actors = found[found["leak"] == "actor"]
    assert (actors["shared"] > 0).all()
    assert not actors["promised_apart"].any()
    assert actors["examples"].str.contains("_").all()


def test_actor_on_both_sides_is_refused(clips):
    division = divide(find_protocol("actor_5fold"), clips, seed=0)
    fold = division.folds[0]
    leaky = Fold(number=0, train=(*fold.train, fold.test[0]), test=fold.test[1:])
    with pytest.raises(LeakageError, match=rf"fold 0: 1 actor value\(s\) .* {fold.test[1]}"):
        refuse_leaks(division.model_copy(update={"folds": (leaky,)}), clips)


def test_same_content_under_two_actors_is_refused(clips):
    division = divide(find_protocol("actor_5fold"), clips, seed=0)
    train, test = division.folds[2].train[0], division.folds[2].test[0]
    copied = clips.assign(content_sha256=clips["content_sha256"].replace({train: test}))
    with pytest.raises(LeakageError, match=rf"content_sha256.*{test}.*Quarantine"):
        refuse_leaks(division, copied)


@pytest.mark.parametrize("parent_is_trained_on", [True, False])
def test_child_and_parent_on_both_sides_are_refused(clips, parent_is_trained_on):
    division = divide(find_protocol("actor_5fold"), clips, seed=0)
    fold = division.folds[1]
    parent, stranger = (fold.train[0], fold.test[0]) if parent_is_trained_on else (fold.test[0], fold.train[0])
    child = clips[clips["clip_id"] == stranger].assign(
        clip_id="child", content_sha256="child", parent_clip_id=parent
    )
    family = pd.concat([clips.assign(parent_clip_id=None), child], ignore_index=True)
    side = {"test": (*fold.test, "child")} if parent_is_trained_on else {"train": (*fold.train, "child")}
    leaky = fold.model_copy(update=side)
    with pytest.raises(LeakageError, match="parent_clip_id"):
        refuse_leaks(division.model_copy(update={"folds": (leaky,)}), family)


def test_clip_on_both_sides_is_refused(clips):
    ids = tuple(clips["clip_id"])
    with pytest.raises(LeakageError, match=f"1 clip.*{ids[3]} on both sides"):
        audit(Division(protocol="x", folds=(Fold(number=0, train=ids[:4], test=ids[3:]),)), clips)


def test_unknown_clip_is_refused(clips):
    fold = Fold(number=0, train=tuple(clips["clip_id"]), test=("1099_NOWHERE",))
    with pytest.raises(LeakageError, match="1099_NOWHERE"):
        audit(Division(protocol="x", folds=(fold,)), clips)
