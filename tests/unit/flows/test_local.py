"""What a flow gives becomes lines; what it refuses becomes a sentence."""

import pytest

from cremad.errors import OptionError
from flows.local import lines_of, run_flow, split_returned

INGEST, TRAIN = {"name": "ingest"}, {"name": "train"}


def test_stages_are_found_in_whatever_a_flow_gives():
    assert split_returned([INGEST, TRAIN]) == ([INGEST, TRAIN], {})
    assert split_returned([{"settled": 2, "stages": [INGEST]}, {"settled": 1, "stages": [TRAIN]}]) == (
        [INGEST, TRAIN],
        {},
    )
    assert split_returned({"run_id": "r", "stages": [INGEST], "page": "a"}) == (
        [INGEST],
        {"run_id": "r", "page": "a"},
    )
    assert split_returned([]) == ([], {})


def test_things_are_told_one_a_line_and_those_by_name_below_what_they_are():
    made = {"reports": {"ravdess to crema-d": "a.html", "back": "b.html"}, "page": "c.html"}
    assert list(lines_of(made)) == [
        "reports",
        "  ravdess to crema-d  a.html",
        "  back                b.html",
        "page  c.html",
    ]


def test_a_refused_parameter_is_named_in_a_sentence_and_nothing_runs(capsys):
    with pytest.raises(OptionError, match=r"folds: Input should be less than or equal to 10.*cremad train --help"):
        run_flow("train", folds=99)
    with pytest.raises(OptionError, match="flods"):
        run_flow("train", flods=3)
    assert capsys.readouterr().out == ""
