import subprocess
import sys
from importlib import metadata

import pytest

from cremad.artifacts import code, reach


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


@pytest.mark.parametrize("text", ["from .neighbour import f", "from . import neighbour"])
def test_relative_imports_are_followed_too(project, text):
    (project / "cremad/room.py").write_text(f"{text}\n")
    assert "cremad/neighbour.py" in code.code_digests("tasks.thin")


@pytest.mark.parametrize("module", ["", "typing."])
def test_imports_for_type_checkers_alone_do_not_count(project, module):
    begin = "import typing" if module else "from typing import TYPE_CHECKING"
    typed = f"{begin}\nif {module}TYPE_CHECKING:\n    from cremad.neighbour import g\n"
    (project / "cremad/__init__.py").write_text(typed)
    assert "cremad/neighbour.py" not in code.code_digests("tasks.thin")


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


EXTENSION = """
import extra_sets.helpers

def build(seed):
    return extra_sets.helpers.help(seed)
"""


def test_an_installed_extension_is_followed_like_the_project(tmp_path, monkeypatch):
    described = tmp_path / "extra_sets-1.0.dist-info"
    (tmp_path / "extra_sets").mkdir()
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: extra-sets\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text("[cremad.learners]\nextra = extra_sets.models:build\n")
    for name, text in {"__init__": "", "models": EXTENSION, "helpers": "def help(seed): ...\n"}.items():
        (tmp_path / "extra_sets" / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    assert metadata.version("extra-sets") == "1.0"
    assert code.followed_packages()["extra_sets"] == tmp_path
    assert "extra_sets/helpers.py" in code.code_digests("extra_sets.models")
    assert reach.reached_code("extra_sets.models.build").keys() == {
        "extra_sets.models.build",
        "extra_sets.helpers.help",
    }


SCRIPT = """
from cremad.artifacts.code import code_digests
from cremad.artifacts.reach import reached_code
from cremad.settings import Options

def f():
    return Options()

print(*sorted(code_digests(f.__module__)), *reached_code(f))
"""


@pytest.mark.parametrize("command", [["script.py"], ["-m", "script"]])
def test_what_runs_as_a_script_is_found(tmp_path, command):
    (tmp_path / "script.py").write_text(SCRIPT)
    run = {"cwd": tmp_path, "capture_output": True, "text": True, "check": True}
    done = subprocess.run([sys.executable, *command], **run)
    assert {"script.py", "cremad/settings.py", "script.f", "cremad.settings.Options"} <= {*done.stdout.split()}
