import pytest

from cremad.artifacts import code


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project of two rooms over one floor, in place of ours."""
    files = {
        "cremad/__init__.py": "",
        "cremad/floor.py": "import numpy\n",
        "cremad/room.py": "def f():\n    from cremad import floor\n",
        "cremad/neighbour.py": "import os\n",
        "tasks/__init__.py": "",
        "tasks/thin.py": "from cremad.room import f\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(code, "PROJECT_ROOT", tmp_path)
    return tmp_path


def test_imports_are_followed_those_in_functions_too(project):
    assert set(code.code_digests("tasks.thin")) == {
        "tasks/__init__.py",
        "tasks/thin.py",
        "cremad/__init__.py",
        "cremad/room.py",
        "cremad/floor.py",
        "numpy",
    }


def test_editing_a_reached_function_changes_the_digest(project):
    before = code.code_digest("tasks.thin")
    (project / "cremad/floor.py").write_text("import numpy\nx = 1\n")
    assert code.code_digest("tasks.thin") != before


def test_editing_a_neighbour_does_not(project):
    before = code.code_digest("tasks.thin")
    (project / "cremad/neighbour.py").write_text("import os\nx = 1\n")
    assert code.code_digest("tasks.thin") == before


def test_package_data_counts(project):
    before = code.code_digest("tasks.thin")
    (project / "cremad/fields.yaml").write_text("a: 1")
    assert code.code_digest("tasks.thin") != before


def test_unknown_module_is_refused(project):
    with pytest.raises(ModuleNotFoundError, match="nowhere"):
        code.code_digests("nowhere.at_all")


def test_what_looks_records_up_reaches_the_modules_that_it_looks_through(project):
    (project / "cremad/look_up.py").write_text('find_records("cremad", object, "cremad.things")\n')
    assert {"cremad/room.py", "cremad/floor.py", "cremad/neighbour.py"} < set(code.code_digests("cremad.look_up"))
