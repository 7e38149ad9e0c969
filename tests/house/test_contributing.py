"""What CONTRIBUTING.md tells to write is written, file by file, and used."""

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text()
PACKAGES = ("cremad", "data_contracts", "flows", "pipeline_config", "tasks")
OTHER = "my_package"
BLOCK = re.compile(r"```\w+\n# (?P<path>[\w/.]+\.\w+)(?:, in (?P<name>\w+))?\n(?P<text>.*?)```", re.DOTALL)
BLOCKS = [match.groupdict() for match in BLOCK.finditer(PAGE)]
SHARED = ("cremad/models/centroid.py", "cremad/corpora/folders.py")
"""Modules that the other package has too."""

USE_LEARNER = """
import numpy as np, pandas as pd
from cremad.catalogue.learners import trainable_names
from cremad.catalogue.spec import ModelSpec
from cremad.registry.estimator_file import read_estimator, write_estimator

spec = ModelSpec(learner="nearest_centroid")
emotions = np.repeat(["anger", "happy", "sad"], 20)
inputs = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 4)), columns=list("abcd"))
inputs["a"] += 9 * (emotions == "sad")
fitted = spec.build(0).fit(inputs, emotions, groups=np.tile(list("xyzw"), 15))
write_estimator(here / "model.skops", fitted, spec.of)
again = read_estimator(here / "model.skops", spec.of)
told["learner"] = [
    "nearest_centroid" in trainable_names(),
    float((fitted.predict(inputs) == emotions)[40:].mean()),
    bool((again.predict(inputs) == fitted.predict(inputs)).all()),
]
"""

USE_FEATURE_SET = """
import numpy as np, soundfile
from cremad.features.families import family_of_column
from cremad.preprocessing.feature_sets import find_feature_set
from data_contracts.contract import load_table
from data_contracts.validate import validate

made = find_feature_set(feature_set)
soundfile.write(here / "a.wav", np.sin(np.arange(16_000) * 2 * np.pi / 160), 16_000)
extractor = made.extractor(made.options())
row = extractor({"audio_path": here / "a.wav", "audio_gain": 1.0}, here)
judged = validate(extractor.to_table(["a"], [row]).to_pandas(), load_table(made.table))
numbers = judged.good.drop(columns="clip_id")
told["features"] = numbers.iloc[0].round(1).to_dict()
told["families"] = [family_of_column(name) for name in numbers]
"""

USE_CORPUS = """
from cremad.artifacts.digests import FileDigests
from cremad.corpora.inventory import take_inventory

for name in ("anna/fear_1.wav", "anna/sad_1.wav", "ben/sad_1.wav", "ben/notes.wav"):
    (here / "corpus" / name).parent.mkdir(parents=True, exist_ok=True)
    (here / "corpus" / name).write_bytes(name.encode())
inventory, files = take_inventory("folders", here / "corpus", FileDigests(here / "digests.json"))
told["clips"] = inventory[["clip_id", "corpus", "actor", "emotion", "audio_path"]].to_numpy().tolist()
told["problems"] = files["problem"].dropna().tolist()
"""

USE_METRIC = """
import numpy as np
from cremad.evaluation.metric import score_added
from cremad.visualization.names import shown_metrics

told["metric"] = score_added(np.array([[[3, 1], [2, 2]], [[4, 0], [0, 0]]]), {})["lowest_recall"].tolist()
told["title"] = shown_metrics()["lowest_recall"]
"""

USE_FLOW = """
from cremad.tables import publish_table
from flows.commands import make_command
from flows.deployments import prefect_yaml
from flows.local import load_flow
from tasks.census import count_clips

clips = publish_table(here / "inventory", load_table("inventory"), inventory, group="folders", lineage={})
told["counts"] = count_clips.fn(None, clips=clips).facts
told["options"] = [parameter.opts[0] for parameter in make_command("census").params]
told["form"] = sorted(load_flow("census").parameters.properties)
told["deployed"] = "entrypoint: flows/census.py:census" in prefect_yaml()
"""

FEATURES = {"level": {"level_db_mean": -3.0, "level_db_std": 0.0}, "crossings": {"crossings_per_s": 199.0}}
CLIPS = [
    ["anna_fear_1", "folders", "anna", "fear", "anna/fear_1.wav"],
    ["anna_sad_1", "folders", "anna", "sad", "anna/sad_1.wav"],
    ["ben_sad_1", "folders", "ben", "sad", "ben/sad_1.wav"],
]


def write_block(folder: Path, path: str, name: str | None, text: str) -> None:
    """Write a file that the page shows, or put lines into one, behind the line that opens what `name` says."""
    file = folder / path
    if name is None:
        file.parent.mkdir(exist_ok=True)
        assert not file.exists()
        file.write_text(text)
        return
    lines = file.read_text().splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines, 1) if line.startswith(f"{name} = "))
    file.write_text("".join([*lines[:place], text, *lines[place:]]))


def use(folder: Path, search_path: list[Path], feature_set: str, *uses: str) -> dict:
    """What a process tells that finds the modules below `search_path` and works in `folder`."""
    begin = f"from pathlib import Path\nhere, told, feature_set = Path({str(folder)!r}), {{}}, {feature_set!r}\n"
    ran = subprocess.run(
        [sys.executable, "-c", "\n".join([begin, *uses, "import json\nprint(json.dumps(told))"])],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, [*search_path, *sys.path]))},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


def check_told(told: dict, feature_set: str, family: str) -> None:
    assert told["learner"] == [True, 1.0, True]
    assert told["features"] == pytest.approx(FEATURES[feature_set], abs=0.2)
    assert told["families"] == [family] * len(FEATURES[feature_set])
    assert told["clips"] == CLIPS
    assert told["problems"] == ["is not named by an emotion and a number"]


def test_in_the_project_a_learner_is_one_file_a_feature_set_three_a_corpus_one_and_a_flow_two(tmp_path):
    copy = tmp_path / "project"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package)
    for block in BLOCKS:
        if block["path"].startswith(PACKAGES):
            write_block(copy, **block)
    told = use(tmp_path, [copy], "level", USE_LEARNER, USE_FEATURE_SET, USE_CORPUS, USE_FLOW)
    check_told(told, "level", "loudness")
    assert told["counts"] == {"clips": {"sad": 2, "fear": 1}}
    assert told["options"] == ["--corpus", "--data-dir", "--profile"]
    assert told["form"] == ["corpus", "data_dir", "profile"]
    assert told["deployed"]


def test_another_package_adds_them_by_entry_points(tmp_path):
    site = tmp_path / "site"
    (site / OTHER).mkdir(parents=True)
    for block in BLOCKS:
        if block["path"] in SHARED:
            (site / OTHER / Path(block["path"]).name).write_text(block["text"])
        elif not block["path"].startswith(PACKAGES):
            write_block(site, **block)
    described = tomllib.loads((site / "pyproject.toml").read_text())["project"]
    installed = site / f"{OTHER}-{described['version']}.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {described['name']}\nVersion: {described['version']}\n"
    )
    points = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in added.items())
        for group, added in described["entry-points"].items()
    ]
    (installed / "entry_points.txt").write_text("\n".join(points))
    told = use(tmp_path, [site], "crossings", USE_LEARNER, USE_FEATURE_SET, USE_CORPUS, USE_METRIC)
    check_told(told, "crossings", "crossings")
    assert told["metric"] == pytest.approx([0.5, math.nan], nan_ok=True)
    assert told["title"] == "Lowest recall"


@pytest.mark.parametrize("path", re.findall(r"`((?:docs|tests|cremad|flows|tasks)/[\w./-]+)`", PAGE))
def test_what_the_page_names_is_there_or_shown(path):
    assert (ROOT / path).exists() or path in {
        *(block["path"] for block in BLOCKS),
        "tests/unit/models/test_centroid.py",
    }
