"""CSV files."""

import warnings
from pathlib import Path

import pandas as pd
from pandas.errors import EmptyDataError, ParserError, ParserWarning

from cremad.errors import UnreadableMediaError
from cremad.media.source import check_source


def load_csv(path: Path | str, dtype: type | None = None) -> pd.DataFrame:
    """Read a CSV file in UTF-8 (with or without a byte order mark) whose first line names the columns.

    Parameters
    ----------
    path : path-like
        A CSV file.
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
        If it is empty, not UTF-8, or a line has more cells than the first: pandas would take the first column
        for row labels and shift all others.
    """
    path = check_source(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            return pd.read_csv(path, dtype=dtype, index_col=False)
    except (EmptyDataError, ParserError, ParserWarning, UnicodeDecodeError) as error:
        raise UnreadableMediaError(
            f"is not a CSV table in UTF-8 ({str(error).strip()})", path=path, remedy="Save it again as such."
        ) from error
