"""The page is one well-formed, self-contained file that shows the numbers and says what is missing."""

from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from cremad.artifacts.digests import digest_file
from cremad.evaluation.scoring import ROW
from cremad.evaluation.significance.pairwise import compare_pairwise
from cremad.experiments.leaderboard import make_leaderboard
from cremad.visualization.content import ReportContent
from cremad.visualization.report import render_report, write_report
from cremad.visualization.verdict import Verdict

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}


class Page(HTMLParser):
    """Tags and text of a page; refuses tags that are not closed in order."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def html(content: ReportContent) -> str:
    return render_report(content)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_nothing_is_loaded_and_no_script_runs(page, html):
    assert {name for name, _ in page.tags} & {"script", "link", "img", "iframe", "object"} == set()
    links = [value for _, attributes in page.tags for name, value in attributes.items() if name in ("href", "src")]
    assert all(link.startswith("#") for link in links)
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_every_link_leads_to_a_section(page):
    anchors = {attributes.get("id") for attributes in page.all("section")}
    assert {link["href"][1:] for link in page.all("a")} == anchors


def test_every_table_has_a_caption_and_scoped_headers(page):
    assert len(page.all("caption")) == len(page.all("table")) > 10
    assert all(header.get("scope") in ("row", "col", "rowgroup") for header in page.all("th"))


def test_every_picture_is_named_or_hidden(page):
    assert all(each.get("aria-label") or each.get("aria-hidden") for each in page.all("svg"))


def test_ids_are_unique(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_numbers_are_on_the_page(page, content):
    verdict = Verdict(content)
    assert verdict.sentence in page.text
    for table in verdict.tables:
        for row in table.rows:
            assert str(row.uar) in page.text
    premium = content.leakage_premium["premium"].max()
    assert f"+{premium:.3f}".replace("+0", "+") in page.text
    assert "Cramér's V is .213 (p-value < .001)" in page.text
    assert "clip added: 1003_X (2 partitions)" in page.text
    assert "ab" * 32 in page.text
    assert "56.5–58.5" in page.text


def test_published_results_are_shown_for_crema_d_alone(content):
    assert "WavLM" not in render_report(replace(content, corpus="synthetic"))


def test_the_same_content_makes_the_same_bytes(html, content):
    assert render_report(content) == html


def test_names_from_files_are_text_and_never_code(content):
    attack = "<script>alert(1)</script>"
    quarantine = content.clips_quarantine.assign(clip_id=attack, path=attack, reason=attack)
    page = render_report(
        replace(
            content,
            clips_quarantine=quarantine,
            lineage={attack: attack},
            options={"x": attack},
            stages=(replace(content.stages[0], name=attack, why={"a": attack}),),
            drift=content.drift.assign(feature=attack, reason=attack),
        )
    )
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("part", "absence"),
    [
        ("clips", "The table of clips was not given"),
        ("clips_quarantine", "The quarantine was not given"),
        ("clips_findings", "The findings were not given"),
        ("predictions", "Without the predictions there are no confusion matrices"),
        ("metrics", "No model was evaluated in this run"),
        ("leakage_premium", "The leakage premium was not measured"),
        ("drift", "Drift was not tested"),
        ("dependence", "How much the sentence gives away of the emotion was not measured"),
    ],
)
def test_what_is_missing_is_said_where_one_would_look(content, html, part, absence):
    assert absence not in html
    assert absence in Page(render_report(replace(content, **{part: None}))).text


def test_a_run_with_nothing_still_has_a_page():
    page = Page(render_report(ReportContent(run_id="0123456789ab", corpus="manifest")))
    assert page.text.count("No account of the stages was given") == 1
    assert "No lineage was given" in page.text


def test_what_was_left_out_has_a_part_of_its_own(content, html):
    skipped = pd.DataFrame({"subject": ["fear, clips with audio"], "reason": ["1 actor(s) act it"]})
    page = Page(render_report(replace(content, skipped=skipped)))
    assert "left-out" in {attributes.get("id") for attributes in page.all("section")}
    assert "#left-out" in {link["href"] for link in page.all("a")}
    assert "fear, clips with audio" in page.text
    assert "Left out" not in html
    assert "Left out" not in render_report(replace(content, skipped=skipped.head(0)))


def test_a_leaderboard_and_its_tests_are_on_the_page(content, metrics, predictions):
    rows = metrics.drop_duplicates("row_id")[ROW]
    board = make_leaderboard(metrics, rows.assign(fit_s=1.5, predict_us=20.0, model_bytes=1000))
    significance = compare_pairwise(predictions, seed=0)
    text = Page(render_report(replace(content, leaderboard=board, significance=significance))).text
    assert "Logistic regression, speaker-normalised, trained on votes: audio six emotions, unseen actors" in text
    assert "SVM, RBF kernel: audio; six emotions, unseen actors, 5 folds, clips with audio" in text
    assert "Human raters, plurality vote: audio" in text


def test_tables_without_rows_are_no_fault(content):
    names = ("clips_quarantine", "clips_findings", "leakage_premium", "drift")
    empty = replace(content, **{name: getattr(content, name).iloc[:0] for name in names})
    page = Page(render_report(empty))
    assert "Every clip that was found is in" in page.text
    assert "There are no warnings" in page.text


def test_a_long_quarantine_is_cut_and_says_so(content):
    many = content.clips_quarantine.sample(300, replace=True, random_state=0)
    html = render_report(replace(content, clips_quarantine=many))
    assert "The first 200 findings; all are in the table clips_quarantine" in html


def test_the_report_is_written_whole(content, tmp_path):
    artifact = write_report(tmp_path / "run", content)
    assert artifact.path == tmp_path / "run" / "index.html"
    assert artifact.sha256 == digest_file(artifact.path)
    assert [each.name for each in artifact.path.parent.iterdir()] == ["index.html"]
