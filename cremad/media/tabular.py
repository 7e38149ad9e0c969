"""CSV files."""

import warnings
from pathlib import Path

import pandas as pd
from pandas.errors import EmptyDataError, ParserError, ParserWarning

from cremad.errors import UnreadableMediaError
from cremad.media.door import decoding
from cremad.media.limits import LIMITS
from cremad.media.source import take_source

_PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
}
"""How archives begin. pandas would go by the name, and unpack whatever comes out into memory."""
_PACKED_NAMES = {".gz", ".zip", ".bz2", ".xz", ".zst"}


def load_csv(path: Path | str, dtype: type | None = None) -> pd.DataFrame:
    """Read a CSV file in UTF-8 (with or without a byte order mark) whose first line names the columns.

    Parameters
    ----------
    path : path-like
        A CSV file, not packed.
    dtype : type, optional
        ``str`` keeps every cell as it is written, so that speaker ``007`` does not become 7.

    Returns
    -------
    DataFrame
        A row a line, in the file's order, numbered from 0; an empty cell is null.

    Raises
    ------
    MissingFileError, LfsPointerError
        As `check_source` does.
    UnreadableMediaError
        If it is empty, packed or named so, not UTF-8, or a line has more cells than the first: pandas would take
        the first column for row labels and shift all others. No other exception of pandas comes out.
    """
    source = take_source(path, None, LIMITS.bytes)
    with decoding(source.name), source.open() as file:
        beginning = file.read(8)
        kind = next((kind for mark, kind in _PACKED.items() if beginning.startswith(mark)), None)
        if kind is not None or source.suffix in _PACKED_NAMES:
            problem = f"holds {kind}" if kind else f"is named {source.suffix} and is not packed"
            raise UnreadableMediaError(
                f"is not a CSV table in UTF-8: it {problem}",
                path=source.name,
                remedy="Unpack it." if kind else "Name it .csv.",
            )
        file.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", ParserWarning)
                return pd.read_csv(file, dtype=dtype, index_col=False)
        except (EmptyDataError, ParserError, ParserWarning, UnicodeDecodeError) as error:
            raise UnreadableMediaError(
                f"is not a CSV table in UTF-8 ({str(error).strip()})", path=path, remedy="Save it again as such."
            ) from error
