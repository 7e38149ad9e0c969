import re

import pandas as pd
import pytest

from data_contracts.contract import load_table
from data_contracts.data_docs import build
from data_contracts.validate import validate


def findings(**changes) -> pd.DataFrame:
    rows = [f"100{n}_DFA_ANG_XX" for n in range(8)]
    return pd.DataFrame(
        {
            "clip_id": rows,
            "path": [f"{row}.wav" for row in rows],
            "rule": "silent",
            "reason": "no sound",
            "severity": "error",
        }
    ).assign(**changes)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    table = load_table("clips_quarantine")
    bad = findings()
    bad.loc[2, "severity"] = "<b>fatal</b>"
    frames = {"clips.good": findings(), "clips.bad": bad, "clips.broken": findings(mood="good")}
    folder = tmp_path_factory.mktemp("docs") / "data_docs"
    index = build(folder, {name: validate(frame, table).statistics for name, frame in frames.items()})
    return index, {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}


def test_there_is_an_index_and_a_page_for_each_table(site):
    index, pages = site
    assert index.name == "index.html"
    assert set(pages) == {"index", "clips.good", "clips.bad", "clips.broken"}
    for name in set(pages) - {"index"}:
        assert f'href="{name}.html"' in pages["index"]


def test_the_index_gives_each_verdict(site):
    index = site[1]["index"]
    assert "column mood is unknown" in index
    assert "not_allowed in 1" in index
    assert index.count("holds") == 2


def test_the_failing_expectation_and_the_row_are_on_the_page(site):
    page = site[1]["clips.bad"]
    assert "7 of 8 rows hold" in page
    assert "1002_DFA_ANG_XX" in page
    assert "values must belong to this set" in page
    assert page.count("fa-times") >= 1
    assert "fa-times text-danger" not in site[1]["clips.good"]
    assert load_table("clips_quarantine").purpose in page


def test_values_of_the_data_are_escaped(site):
    assert "<b>fatal</b>" not in site[1]["clips.bad"]
    assert "fatal" in site[1]["clips.bad"]


def test_a_broken_table_is_said_to_be_broken(site):
    assert "column mood is unknown" in site[1]["clips.broken"]


def test_nothing_is_loaded_from_a_network(site):
    loading = re.compile(r"<(?:link|script|img|iframe|source)\b[^>]*(?:href|src)\s*=|@import|url\(", re.IGNORECASE)
    for name, page in site[1].items():
        assert loading.findall(page) == [], name


def test_a_second_build_replaces_the_pages(tmp_path):
    statistics = validate(findings(), load_table("clips_quarantine")).statistics
    first = build(tmp_path, {"clips": statistics}).read_bytes()
    (tmp_path / "clips.html").write_text("old")
    assert build(tmp_path, {"clips": statistics}).read_bytes() == first
    assert "8 of 8 rows hold" in (tmp_path / "clips.html").read_text()
