"""The Markdown says the same as the page and shows the pictures."""

import base64
import re
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd

from cremad.visualization.markdown import metrics_markdown, quarantine_markdown, summary_markdown
from cremad.visualization.verdict import Verdict

PICTURE = re.compile(r"!\[[^\]]*\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)")


def test_the_summary_begins_with_the_verdict_and_holds_the_controls(content):
    written = summary_markdown(content)
    assert written.startswith(f"## {Verdict(content).sentence}")
    assert "| Shuffled labels | ✓ passed |" in written


def test_pictures_are_whole_svg_documents(content):
    pictures = PICTURE.findall(summary_markdown(content))
    roots = [ElementTree.fromstring(base64.b64decode(each)) for each in pictures]
    labels = [root.get("aria-label") for root in roots]
    assert sum(label.startswith("Confusion matrix") for label in labels) == 10
    assert sum(label.startswith("ROC") for label in labels) == 5


def test_tables_have_as_many_cells_in_every_line(metrics):
    for block in re.findall(r"(?:^\|.*\n)+", metrics_markdown(metrics), re.MULTILINE):
        assert len({line.count("|") for line in block.splitlines()}) == 1


def test_what_was_left_out_is_said(content):
    skipped = pd.DataFrame({"subject": ["published_evar"], "reason": ["no actor | at hand"]})
    written = summary_markdown(replace(content, skipped=skipped))
    assert "### Left out\n\n| What | Why |\n| --- | --- |\n| published_evar | no actor \\| at hand |\n" in written
    assert "Left out" not in summary_markdown(replace(content, skipped=skipped.head(0)))


def test_without_tables_the_summary_is_the_verdict(content):
    bare = replace(content, metrics=None, predictions=None)
    assert summary_markdown(bare) == f"## {Verdict(bare).sentence}\n"


def test_reasons_cannot_break_the_table(content):
    reasons = content.clips_quarantine.assign(reason="a | b\n<script>")
    assert "a \\| b &lt;script>" in quarantine_markdown(reasons)
