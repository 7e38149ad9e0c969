import re
from importlib.resources import files

import pytest
from pydantic import ValidationError

from data_contracts import contract, vocabulary
from data_contracts.contract import Field, Table, expand_family, load_table, table_names


def family(**changes) -> dict:
    return {"name": "x_{i}", "over": {"i": "1..2"}, "type": "float32", "meaning": "x {i}"} | changes


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Lets a test write tables and fields of its own in place of the package's."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "fields.yaml").write_text(
        "clip_id: {type: string, meaning: Key}\nage: {type: int32, meaning: Age}\n"
    )
    monkeypatch.setattr(contract, "files", lambda package: tmp_path)
    caches = (contract.load_table, contract.table_names, contract.own_table_names, contract._fields)

    def forget():
        for cached in caches:
            cached.cache_clear()

    forget()
    yield lambda text: (tmp_path / "tables" / "mine.yaml").write_text(
        "version: 3\npurpose: Mine.\nkey: [clip_id]\n" + text
    )
    forget()


@pytest.mark.parametrize(
    ("over", "names"),
    [
        ({"i": "0..3"}, ["x_0", "x_1", "x_2", "x_3"]),
        ({"i": "-1..1"}, ["x_-1", "x_0", "x_1"]),
        ({"i": ["mean", "std"]}, ["x_mean", "x_std"]),
        ({"i": "VOTE_MODALITIES"}, ["x_voice", "x_face", "x_both"]),
        ({"i": "LEVELS"}, ["x_LO", "x_MD", "x_HI", "x_XX"]),
    ],
)
def test_a_family_ranges_over_numbers_lists_and_the_vocabulary(over, names):
    fields = expand_family(family(over=over))
    assert [field.name for field in fields] == names
    assert [field.meaning for field in fields] == [name.replace("_", " ", 1) for name in names]


def test_what_stands_last_in_a_family_varies_fastest():
    fields = expand_family(family(name="{i:02d}_{s}", over={"i": "9..10", "s": ["a", "b"]}))
    assert [field.name for field in fields] == ["09_a", "09_b", "10_a", "10_b"]


def test_limits_of_a_family_are_those_of_each_member():
    fields = expand_family(family(unit="Hz", minimum=1, maximum=2, nullable=True))
    assert {(field.unit, field.minimum, field.maximum, field.nullable) for field in fields} == {("Hz", 1, 2, True)}


def test_an_unknown_vocabulary_is_refused():
    with pytest.raises(ValidationError, match=r"MOODS is not in data_contracts\.vocabulary"):
        Field(name="mood", type="string", meaning="", values="MOODS")


def test_an_unknown_type_and_an_unknown_limit_are_refused():
    with pytest.raises(ValidationError, match="float16"):
        Field(name="x", type="float16", meaning="")
    with pytest.raises(ValidationError, match="lowest"):
        Field(name="x", type="float32", meaning="", lowest=0)


def test_allowed_values_are_those_of_the_vocabulary_in_order():
    assert Field(name="level", type="string", meaning="", values="LEVELS").allowed == ("LO", "MD", "HI", "XX")
    assert Field(name="note", type="string", meaning="").allowed is None


def test_a_table_is_read_with_fields_and_families(written):
    written("columns: [clip_id, age]\nnullable: [age]\nfamilies:\n  - {name: 'v_{i}', over: {i: 1..2}, "
            "type: bool, meaning: 'v {i}'}\n")  # fmt: skip
    table = load_table("mine")
    assert (table.version, table.key, table.columns) == (3, ("clip_id",), ("clip_id", "age", "v_1", "v_2"))
    assert table.field("age") == Field(name="age", type="int32", meaning="Age", nullable=True)
    assert not table.field("clip_id").nullable


def test_an_unknown_column_is_named(written):
    written("columns: [clip_id, agee]\n")
    with pytest.raises(KeyError, match=r"'agee' is not described in fields\.yaml"):
        load_table("mine")


@pytest.mark.parametrize(
    "text",
    [
        "columns: [clip_id, age, age]\n",
        "columns: [clip_id, age]\nfamilies: [{name: age, over: {}, type: bool, meaning: ''}]\n",
    ],
)
def test_a_repeated_column_is_refused(written, text):
    written(text)
    with pytest.raises(ValueError, match=r"mine: columns described twice: \['age'\]"):
        load_table("mine")


def test_an_unknown_table_is_refused_and_the_known_ones_listed():
    with pytest.raises(KeyError, match=r"'clip'.*clips, clips_findings"):
        load_table("clip")


@pytest.mark.parametrize("name", table_names())
def test_every_table_is_whole(name):
    table = load_table(name)
    assert isinstance(table, Table)
    assert table.name == name
    assert table.purpose
    assert set(table.key) <= set(table.columns)
    for field in table.fields:
        assert field.meaning, field.name
        assert field.unit is None or not field.type.startswith(("string", "bool", "json")), field.name
        if field.minimum is not None and field.maximum is not None:
            assert field.minimum < field.maximum, field.name


def test_codes_and_names_of_emotions_are_one_to_one():
    assert tuple(vocabulary.CODE_OF_EMOTION) == vocabulary.EMOTIONS
    assert set(vocabulary.VOTE_LETTER_OF_EMOTION.values()) == set("ADFHNS")
    assert set(vocabulary.LABEL_SETS["three"]) < set(vocabulary.LABEL_SETS["six"])


def test_a_table_that_extends_another_has_its_columns_and_more():
    base, extended = load_table("features_audio"), load_table("features_audio_augmented")
    assert set(extended.columns) == {*base.columns, "parent_clip_id", "actor"}
    assert extended.field("mfcc_03_mean") == base.field("mfcc_03_mean")


def test_no_field_is_described_twice():
    """YAML would take the last of them in silence."""
    text = (files("data_contracts") / "fields.yaml").read_text()
    names = re.findall(r"^(\w+):", text, re.MULTILINE)
    assert len(names) > 100
    assert sorted(names) == sorted(set(names))
