from data_contracts.contract import own_table_names
from data_contracts.documentation import PAGE, columns_page


def test_the_page_in_the_repository_is_the_generated_one(request):
    written = (request.config.rootpath / PAGE).read_text(encoding="utf-8")
    assert written == columns_page(), "docs/COLUMNS.md is out of date: `make docs` writes it anew"


def test_every_table_has_a_section_and_a_family_one_line():
    page = columns_page()
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(own_table_names())
    section = page.partition("## features_audio\n")[2].partition("\n## ")[0]
    assert section.count("`mfcc_{index:02d}_{statistic}` | float32") == 1
    assert "`mfcc_{index:02d}_{statistic}`: index 0..19; statistic mean, std, p10, p50, p90" in page
    assert "mfcc_00_mean" not in page


def test_rows_say_unit_range_values_pattern_and_nulls():
    lines = columns_page().splitlines()
    for wanted in (
        "| `original_rate_hz` | int32 | Hz | 4000 to 192000 | yes | Sampling rate in the file |",
        "| `emotion` | string |  | anger, disgust, fear, happy, neutral, sad |  | "
        "Emotion that the actor was asked for |",
        r"`numeric\|categorical`",
    ):
        assert any(wanted in line for line in lines), wanted


def test_all_rows_of_a_table_have_six_cells():
    rows = [line for line in columns_page().splitlines() if line.startswith("|")]
    assert {line.replace(r"\|", "").count("|") for line in rows} == {7}
