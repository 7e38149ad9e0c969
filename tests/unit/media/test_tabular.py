import gzip

import pytest

from cremad.errors import UnreadableMediaError
from cremad.media.tabular import load_csv


def write(tmp_path, content: bytes):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    return path


def test_types_are_guessed_and_empty_cells_are_null(tmp_path):
    table = load_csv(write(tmp_path, "\ufeffname,age\nÉva,51\n,\n".encode()))
    assert list(table.columns) == ["name", "age"]
    assert table.iloc[0].to_dict() == {"name": "Éva", "age": 51.0}
    assert table.iloc[1].isna().all()


def test_text_stays_as_it_is_written(tmp_path):
    table = load_csv(write(tmp_path, b"speaker\n007\n"), dtype=str)
    assert list(table["speaker"]) == ["007"]


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2,3\n4,5,6\n", b"a,b\n1,2\n3,4,5\n", b'a,b\n"1,2\n', b"a,b\n\xff\xfe,1\n", b"\n\n"],
    ids=["every line too long", "one line too long", "open quotation", "not UTF-8", "blank"],
)
def test_what_pandas_would_shift_or_choke_on_is_named(tmp_path, content):
    with pytest.raises(UnreadableMediaError, match=r"table\.csv: is not a CSV table"):
        load_csv(write(tmp_path, content))


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("table.csv.gz", b"path,speaker\na.wav,1\n", r"is named \.gz and is not packed"),
        ("table.csv.zip", b"PK\5\6" + bytes(18), "holds zip"),
        ("table.csv", gzip.compress(b"path,speaker\na.wav,1\n"), "holds gzip"),
    ],
)
def test_a_packed_table_is_told_from_one_that_is_named_so(tmp_path, name, content, problem):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableMediaError, match=f"{name}: is not a CSV table in UTF-8: it {problem}"):
        load_csv(path)
