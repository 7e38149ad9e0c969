from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from cremad.artifacts.reach import reached_code
from cremad.experiments.run import run_row
from cremad.models import baselines, svm

FILES = {
    "house/__init__.py": "from house.deep.far import helper as public\n",
    "house/room.py": """
        import math
        from functools import cache
        from typing import TYPE_CHECKING
        import numpy as np
        from house import deep, tables
        from house.deep import near
        from house.marks import marked
        if TYPE_CHECKING:
            from house.unused import Never

        LIMIT = 3
        TABLE = {}
        OTHERS = {}

        def used(x):
            '''Used.'''
            return near.between(x) + LIMIT

        def unused(x):
            return x

        @marked
        def decorated(): ...

        def late():
            from house.deep.far import helper as help_late
            return help_late()

        def shadowing(unused, LIMIT=None):
            decorated = 1
            return unused + decorated + sum(late for late in range(3))

        def annotated(x: "Never") -> None: ...

        def looked_up(name):
            return TABLE[name]

        def reads():
            return tables.read()

        def handed_on():
            return dir(deep.far)

        def through_package():
            import house
            return house.public()

        class Base:
            def inherited(self):
                return late()

        class Model(Base):
            options = OTHERS

            def fit(self):
                return used(1)

            @staticmethod
            def new(x=np.pi): ...

        TABLE["used"] = used
        OTHERS.update(LIMIT=LIMIT)
    """,
    "house/marks.py": "def marked(f):\n    return f\n",
    "house/deep/__init__.py": "",
    "house/deep/near.py": "from .far import helper\n\ndef between(x):\n    return helper(x)\n",
    "house/deep/far.py": "def helper(x=0):\n    return x\n\ndef other():\n    return 0\n",
    "house/tables/__init__.py": """
        from importlib.resources import files

        def read():
            return (files(__package__) / "all" / "a.yaml").read_text()

        def plain(): ...
    """,
    "house/tables/all/a.yaml": "a: 1",
    "house/unused.py": "class Never: ...\n",
    "house/stars.py": "from house.deep.far import *\n\ndef starred():\n    return print(helper())\n",
}


LAMBDA = lambda: 1  # noqa: E731


def unindented(text: str) -> str:
    return "\n".join(line.removeprefix(" " * 8) for line in text.splitlines()) + "\n"


@pytest.fixture
def house(tmp_path):
    """A small project; gives its folder."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(unindented(text))
    return tmp_path


def reach(house: Path, *names) -> dict[str, str]:
    found = reached_code(*(f"house.{name}" for name in names), packages={"house": house})
    return {name.removeprefix("house."): digest for name, digest in found.items()}


def edit(house: Path, name: str, old: str, new: str) -> None:
    text = (house / name).read_text()
    assert old in text
    (house / name).write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("name", "reached"),
    [
        ("room.used", {"room.used", "room.LIMIT", "deep.near.between", "deep.far.helper"}),
        ("room.decorated", {"room.decorated", "marks.marked"}),
        ("room.late", {"room.late", "deep.far.helper"}),
        ("room.shadowing", {"room.shadowing"}),
        ("room.annotated", {"room.annotated"}),
        ("room.through_package", {"room.through_package", "deep.far.helper"}),
        ("room.handed_on", {"room.handed_on", "deep.far"}),
        ("stars.starred", {"stars.starred", "deep.far.helper"}),
        ("tables.plain", {"tables.plain"}),
        ("room.reads", {"room.reads", "tables.read", "house/tables/all/a.yaml"}),
    ],
)
def test_what_is_mentioned_is_reached_and_nothing_else(house, name, reached):
    assert reach(house, name).keys() == reached


def test_a_class_is_reached_with_its_methods_its_bases_and_the_libraries(house):
    assert {"room.Model", "room.Base", "room.late", "room.used", "room.OTHERS", "room.LIMIT"} < reach(
        house, "room.Model"
    ).keys()
    assert reach(house, "room.Model")["numpy"].startswith("numpy ")
    assert "math" not in reach(house, "room")


def test_a_table_is_reached_with_what_it_is_filled_with(house):
    assert {"room.TABLE", "room.used", "deep.far.helper"} < reach(house, "room.looked_up").keys()


@pytest.mark.parametrize(
    ("file", "old", "new", "counts"),
    [
        ("house/deep/far.py", "return x", "return x + 1", True),
        ("house/deep/far.py", "x=0", "x=1", True),
        ("house/deep/far.py", "return 0", "return 1", False),
        ("house/room.py", "LIMIT = 3", "LIMIT = 4", True),
        ("house/room.py", "    return x\n", "    return -x\n", False),
        ("house/room.py", "'''Used.'''", "'''Other words.'''  # and a comment", False),
    ],
)
def test_the_digest_changes_with_what_is_reached(house, file, old, new, counts):
    before = reach(house, "room.used")
    edit(house, file, old, new)
    assert (reach(house, "room.used") != before) == counts


def test_a_change_in_a_data_file_counts(house):
    before = reach(house, "room.reads")
    (house / "house/tables/all/a.yaml").write_text("a: 22")
    assert reach(house, "room.reads") != before


def test_live_objects_stand_for_their_definitions(house):
    spec = spec_from_file_location("house.deep.far", house / "house/deep/far.py")
    far = module_from_spec(spec)
    spec.loader.exec_module(far)
    asked = {"packages": {"house": house}}
    assert reached_code(far.helper, **asked).keys() == {"house.deep.far.helper"}
    assert reached_code(partial(far.helper, far.other), **asked).keys() == {
        "house.deep.far.helper",
        "house.deep.far.other",
    }
    assert reached_code(far, **asked).keys() == {"house.deep.far"}


def test_methods_instances_and_inner_functions_stand_for_what_holds_them():
    model = baselines.ShuffledLabels(None)
    assert reached_code(model) == reached_code(model.fit) == reached_code(type(model))
    assert f"{__name__}.LAMBDA" in reached_code(f"{__name__}.LAMBDA")
    assert __name__ in reached_code(LAMBDA)


def test_what_stops_is_not_followed(house):
    names = {"packages": {"house": house}, "stop_at": ["house.deep.near.between", "house.room.LIMIT"]}
    assert reached_code("house.room.used", **names).keys() == {"house.room.used"}


def test_an_unknown_name_is_refused(house):
    with pytest.raises(ModuleNotFoundError, match=r"other\.place"):
        reached_code("other.place", packages={"other": house})


def test_a_control_reaches_little():
    found = reached_code(baselines.majority)
    assert found.keys() == {"cremad.models.baselines.majority", "sklearn"}


def test_a_row_reaches_what_computes_it():
    found = reached_code(run_row).keys()
    assert {"cremad.catalogue.inputs.model_inputs", "cremad.catalogue.rows.divide_scored"} <= found


def test_a_classical_model_reaches_no_network():
    found = reached_code(svm.svm_rbf).keys()
    assert "cremad.models.tuning.ActorTuned" in found
    assert not [name for name in found if name.startswith("cremad.networks")]
    assert "torch" not in found


def test_a_name_and_its_object_reach_the_same_code():
    assert reached_code(svm.svm_rbf) == reached_code("cremad.models.svm.svm_rbf")
    assert reached_code(svm.svm_rbf) != reached_code(svm.svm_linear)
