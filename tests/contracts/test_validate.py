import json

import numpy as np
import pandas as pd
import pytest

from data_contracts.contract import Field, Table, load_table, table_names
from data_contracts.validate import NAMED_COLUMNS, validate
from data_contracts.vocabulary import EMOTIONS

TABLE = Table(
    name="measured",
    version=2,
    purpose="Everything that a contract can ask for.",
    key=("clip_id", "take"),
    fields=(
        Field(name="clip_id", type="string", meaning="", pattern="[a-z][0-9]+|extra"),
        Field(name="take", type="int32", meaning="", minimum=1),
        Field(name="emotion", type="string", meaning="", values="EMOTIONS"),
        Field(name="age", type="int32", meaning="", minimum=0, maximum=120, nullable=True),
        Field(name="level_db", type="float32", meaning="", maximum=0),
        Field(name="ratio", type="float64", meaning="", finite=False),
        Field(name="heard", type="bool", meaning="", nullable=True),
        Field(name="note", type="string", meaning="", nullable=True),
        *(Field(name=f"share_{i}", type="float32", meaning="", minimum=0, maximum=1) for i in range(6)),
        *(Field(name=f"slope_{i}", type="float32", meaning="", nullable=True) for i in range(2)),
    ),
)


def measured(rows: int = 20) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "clip_id": [f"c{row // 2}" for row in range(rows)],
            "take": [row % 2 + 1 for row in range(rows)],
            "emotion": [EMOTIONS[row % 6] for row in range(rows)],
            "age": [None, *range(20, 19 + rows)],
            "level_db": np.linspace(-60, 0, rows),
            "ratio": [np.inf, *np.ones(rows - 1)],
            "heard": [None, *[True] * (rows - 1)],
            "note": None,
            **{f"share_{i}": np.linspace(0, 1, rows) for i in range(6)},
            **{f"slope_{i}": [np.nan, *np.zeros(rows - 1)] for i in range(2)},
        }
    )


def plant(column: str, value, row: int = 7) -> pd.DataFrame:
    frame = measured()
    frame[column] = [value if at == row else each for at, each in enumerate(frame[column])]
    return frame


def test_a_good_frame_in_any_order_passes_and_comes_back_typed():
    frame = measured()
    judged = validate(frame[list(reversed(frame.columns))].set_index(np.arange(20) + 100), TABLE)
    assert judged.critical == ()
    assert len(judged.findings) == 0
    assert list(judged.good.columns) == list(TABLE.columns)
    assert judged.good.dtypes.astype(str).to_dict() == {
        "clip_id": "str",
        "take": "int32",
        "emotion": "str",
        "age": "Int32",
        "level_db": "float32",
        "ratio": "float64",
        "heard": "boolean",
        "note": "str",
        **{f"share_{i}": "float32" for i in range(6)},
        **{f"slope_{i}": "float32" for i in range(2)},
    }
    assert judged.good["age"].tolist()[1:] == list(range(20, 39))
    assert judged.good["note"].isna().all()
    assert judged.statistics["failed_expectations"] == 0
    assert judged.statistics["good"] == judged.statistics["rows"] == 20


@pytest.mark.parametrize(
    ("column", "value", "rule", "reason"),
    [
        ("emotion", None, "null", "column emotion: no value where one is required"),
        ("take", None, "null", "column take: no value where one is required"),
        ("level_db", np.nan, "null", "column level_db: no value where one is required"),
        ("share_3", np.nan, "null", "column share_3: no value where one is required"),
        ("emotion", "joy", "not_allowed", f"column emotion: value 'joy' is none of {', '.join(EMOTIONS)}"),
        ("emotion", "", "not_allowed", f"column emotion: value '' is none of {', '.join(EMOTIONS)}"),
        ("clip_id", "C1", "pattern", "column clip_id: value 'C1' does not match [a-z][0-9]+|extra"),
        ("clip_id", "extras", "pattern", "column clip_id: value 'extras' does not match [a-z][0-9]+|extra"),
        ("clip_id", "c1\n", "pattern", r"column clip_id: value 'c1\n' does not match [a-z][0-9]+|extra"),
        ("take", 0, "below_minimum", "column take: value 0 below minimum 1"),
        ("age", 121, "above_maximum", "column age: value 121 above maximum 120"),
        ("level_db", 0.5, "above_maximum", "column level_db: value 0.5 above maximum 0"),
        ("level_db", -np.inf, "not_finite", "column level_db: value -inf is not finite"),
        ("level_db", np.inf, "not_finite", "column level_db: value inf is not finite"),
        ("share_2", 1.001, "above_maximum", "column share_2: value 1.001 above maximum 1"),
        ("share_2", -1e-6, "below_minimum", "column share_2: value -1e-06 below minimum 0"),
        ("slope_1", np.inf, "not_finite", "column slope_1: value inf is not finite"),
    ],
)
def test_a_planted_violation_is_found_and_its_row_alone_kept_out(column, value, rule, reason):
    frame = plant(column, value)
    judged = validate(frame, TABLE)
    assert judged.critical == ()
    assert len(judged.findings) == 1
    finding = judged.findings.iloc[0]
    assert (finding["rule"], finding["reason"], finding["severity"]) == (rule, reason, "error")
    expected = {"clip_id": "c3", "take": 2} | ({column: value} if column in TABLE.key else {})
    assert finding[list(TABLE.key)].fillna(0).to_dict() == {key: each or 0 for key, each in expected.items()}
    assert list(judged.findings.columns) == [*TABLE.key, "rule", "reason", "severity"]
    kept = frame.drop(index=7)
    assert judged.good["share_0"].tolist() == kept["share_0"].astype("float32").tolist()
    assert judged.good["emotion"].tolist() == kept["emotion"].tolist()
    assert judged.statistics["rules"] == {rule: 1}


def test_a_row_that_breaks_two_rules_has_two_findings_and_is_kept_out_once():
    frame = plant("emotion", "joy")
    frame.loc[7, "level_db"] = 9.0
    judged = validate(frame, TABLE)
    assert sorted(judged.findings["rule"]) == ["above_maximum", "not_allowed"]
    assert set(judged.findings["clip_id"]) == {"c3"}
    assert len(judged.good) == 19


def test_columns_that_break_one_rule_are_named_in_one_reason():
    frame = measured()
    for i in range(NAMED_COLUMNS + 2):
        frame.loc[7, f"share_{i}"] = 2.0
    judged = validate(frame, TABLE)
    assert judged.findings["reason"].tolist() == [
        "column share_0: value 2 above maximum 1; column share_1: value 2 above maximum 1; "
        "column share_2: value 2 above maximum 1; and 2 columns more"
    ]


def test_a_null_next_to_a_refused_value_is_not_refused():
    frame = plant("slope_1", np.inf)
    frame.loc[7, "slope_0"] = np.nan
    assert validate(frame, TABLE).findings["reason"].tolist() == ["column slope_1: value inf is not finite"]


WRONG_TYPE = [
    ("take", 1.5, "int32"),
    ("take", np.inf, "int32"),
    ("take", 2**40, "int32"),
    ("take", "two", "int32"),
    ("age", 30.5, "int32"),
    ("level_db", "loud", "float32"),
    ("emotion", 3, "string"),
    ("heard", "yes", "bool"),
]


@pytest.mark.parametrize(("column", "value", "type_"), WRONG_TYPE)
def test_a_value_of_a_wrong_type_keeps_its_row_out_alone(column, value, type_):
    judged = validate(plant(column, value), TABLE)
    assert judged.critical == ()
    assert judged.findings.drop(columns="take").to_dict("records") == [
        {
            "clip_id": "c3",
            "rule": "type",
            "reason": f"column {column}: value {value!r} is not of type {type_}",
            "severity": "error",
        }
    ]
    assert judged.findings["take"].item() == (value if column == "take" else 2)
    clean = validate(measured().drop(index=7), TABLE).good
    pd.testing.assert_frame_equal(judged.good.reset_index(drop=True), clean)
    assert judged.statistics["rules"] == {"type": 1}
    assert (judged.statistics["rows"], judged.statistics["good"]) == (20, 19)


def test_other_rows_than_one_of_a_wrong_type_are_validated():
    frame = plant("take", 1.5)
    frame.loc[[3, 12], "level_db"] = 9.0
    judged = validate(frame, TABLE)
    assert judged.findings.set_index("clip_id")["rule"].to_dict() == {
        "c1": "above_maximum",
        "c3": "type",
        "c6": "above_maximum",
    }
    assert len(judged.good) == 17


def test_too_many_values_of_wrong_types_break_the_table():
    frame = measured().astype({"take": float})
    frame.loc[:5, "take"] += 0.5
    assert validate(frame, TABLE).critical == ("column take is float64 instead of int32",)
    frame = measured().astype({"take": float})
    frame.loc[:3, "take"] += 0.5
    frame.loc[4:7, "age"] += 0.5
    assert validate(frame, TABLE).critical == (
        "8 of 20 rows break it, more than the allowed 25% (first: column take: value 1.5 is not of type int32)",
    )


def test_slices_of_columns_change_no_finding(monkeypatch):
    frame = plant("emotion", "joy")
    frame.loc[[9, 3], "share_5"] = 2.0
    frame.loc[[9, 4], "share_0"] = [-np.inf, np.nan]
    frame.loc[5, "slope_1"] = np.inf
    whole = validate(frame, TABLE)
    monkeypatch.setattr("data_contracts.expectations.SLICE", 4)
    sliced = validate(frame, TABLE)
    pd.testing.assert_frame_equal(sliced.findings, whole.findings)
    pd.testing.assert_frame_equal(sliced.good, whole.good)
    assert sliced.statistics["rules"] == whole.statistics["rules"]
    assert set(sliced.findings["clip_id"]) == {"c1", "c2", "c3", "c4"}
    missing = frame.drop(columns=[f"share_{i}" for i in range(6)])
    assert validate(missing, TABLE).critical == tuple(f"column share_{i} is missing" for i in range(6))


def broken(change) -> tuple[str, ...]:
    frame = measured()
    judged = validate(change(frame), TABLE)
    assert judged.statistics["critical"] == list(judged.critical)
    return judged.critical


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.drop(columns="age"), "column age is missing"),
        (lambda frame: frame.drop(columns="take"), "column take is missing"),
        (lambda frame: frame.drop(columns="share_4"), "column share_4 is missing"),
        (lambda frame: frame.assign(mood="good"), "column mood is unknown"),
        (lambda frame: frame.iloc[:0], "it is empty"),
        (lambda frame: frame.assign(take=frame["take"] + 0.5), "column take is float64 instead of int32"),
        (lambda frame: frame.assign(level_db="loud"), "column level_db is str instead of float32"),
        (lambda frame: frame.assign(emotion=3), "column emotion is int64 instead of string"),
        (lambda frame: frame.assign(take=2**40), "column take is int64 instead of int32"),
        (lambda frame: frame.assign(share_1="x"), "column share_1 is str instead of float32"),
        (lambda frame: frame.assign(take=1), "20 rows share their key (clip_id, take)"),
        (lambda frame: pd.concat([frame, frame.iloc[[3]]]), "2 rows share their key (clip_id, take)"),
    ],
)
def test_what_is_wrong_with_the_whole_table_is_critical(change, message):
    assert message in broken(change)


def test_a_key_of_one_column_is_unique():
    table = TABLE.model_copy(update={"key": ("clip_id",)})
    assert validate(measured(), table).critical == ("20 rows share their key (clip_id)",)


def test_too_many_bad_rows_break_the_table():
    frame = measured()
    frame.loc[:5, "emotion"] = "joy"
    judged = validate(frame, TABLE)
    assert len(judged.critical) == 1
    assert judged.critical[0].startswith("6 of 20 rows break it, more than the allowed 25%")
    assert "'joy'" in judged.critical[0]
    assert len(judged.findings) == 6
    assert validate(frame, TABLE, max_failed_share=0.3).critical == ()


def test_more_than_200_bad_rows_are_all_told():
    frame = pd.concat([measured().assign(clip_id=f"c{number}") for number in range(60)], ignore_index=True)
    frame["take"] = frame.index + 1
    frame.loc[frame.index % 5 == 0, ["emotion", "share_1"]] = ["joy", 2.0]
    judged = validate(frame, TABLE)
    assert judged.critical == ()
    assert judged.statistics["rules"] == {"above_maximum": 240, "not_allowed": 240}
    assert len(judged.good) == 960


def test_the_statistics_are_strict_json_and_the_same_each_time():
    frame = plant("level_db", np.inf)
    texts = [json.dumps(validate(frame, TABLE).statistics, allow_nan=False) for _ in range(2)]
    assert texts[0] == texts[1]
    statistics = json.loads(texts[0])
    assert (statistics["rows"], statistics["good"], statistics["failed_expectations"]) == (20, 19, 1)
    assert statistics["examples"][0]["clip_id"] == "c3"


@pytest.mark.parametrize("name", table_names())
def test_every_table_has_a_suite_that_names_all_its_columns(name):
    from data_contracts.expectations import suites_for

    table = load_table(name)
    of_table, of_columns = suites_for(table)
    assert of_table.name == name
    suites = [of_table, *of_columns.values()]
    asked = [each["kwargs"] for suite in suites for each in suite.to_json_dict()["expectations"]]
    assert any(each.get("column_list") == list(table.columns) for each in asked)
    limited = {name for each in asked for name in [each.get("column"), *each.get("column_list", [])]}
    assert set(table.columns) <= limited
