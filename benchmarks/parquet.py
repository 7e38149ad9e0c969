"""The layout of tables: bytes, and the time to read all columns, a few columns, or the same as CSV.

Run `OMP_NUM_THREADS=1 python -m benchmarks.parquet`. The table is as wide as 600 features and as long as CREMA-D;
its values are features of the clips at hand, drawn anew with a little noise, so that they pack as features do.

No layout can be ten times as fast to read as CSV: pandas parses CSV at hundreds of megabytes a second,
and of what Parquet takes, the turn of its columns into a frame is a good part. Parquet that is neither packed nor
split is included for comparison.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import soundfile

from benchmarks.audio_features import find_clips, fused, row
from cremad.features.audio.columns import column_names
from cremad.preprocessing.partition_file import read_partition, write_partition
from cremad.tables import write_parquet

CLIPS, COLUMNS, FEW, PARTITION, ROUNDS = 7_442, 600, 20, 250, 7


def measure() -> list[dict[str, str]]:
    """Rows of the benchmark table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = features(folder)
        parquet, plain, csv = (folder / name for name in ("table.parquet", "plain.parquet", "table.csv"))
        write_parquet(parquet, pa.Table.from_pandas(table, preserve_index=False))
        pq.write_table(
            pa.Table.from_pandas(table, preserve_index=False), plain, use_dictionary=False, compression="none"
        )
        table.to_csv(csv, index=False)
        few = list(table.columns[:: COLUMNS // FEW][:FEW])
        taken = alternate(
            {
                "all": lambda: pq.read_table(parquet).to_pandas(),
                "few": lambda: pq.read_table(parquet, columns=few).to_pandas(),
                "plain": lambda: pq.read_table(plain).to_pandas(),
                "csv": lambda: pd.read_csv(csv),
                "few of csv": lambda: pd.read_csv(csv, usecols=few),
            }
        )
        size = parquet.stat().st_size / table.to_numpy().nbytes
        partition = pa.Table.from_pandas(table.head(PARTITION), preserve_index=False)
        one, kept = folder / "partition.parquet", folder / "partition.arrow"
        write_parquet(one, partition)
        write_partition(kept, partition, [])
        taken |= alternate({"partition": lambda: pq.read_table(one), "kept": lambda: read_partition(kept)})
    return [
        row("Parquet: bytes against raw float32", "≤ 0.9", f"{size:.2f}"),
        row(f"Parquet: {FEW} of {COLUMNS} columns against all", "≥ 4 times faster", ratio(taken, "all", "few")),
        row("Parquet against CSV", "≥ 10 times faster", ratio(taken, "csv", "all")),
        row(f"the same, {FEW} of {COLUMNS} columns", "", ratio(taken, "few of csv", "few")),
        row(
            f"a partition of {PARTITION} clips as the cache keeps it, against Parquet",
            "",
            ratio(taken, "partition", "kept"),
        ),
        row("bare Parquet, neither packed nor split, against CSV", "", ratio(taken, "csv", "plain")),
    ]


def features(folder: Path) -> pd.DataFrame:
    """A table of features of CREMA-D's size."""
    generator = np.random.default_rng(0)
    rows = np.stack([fused.extract(*soundfile.read(path, dtype="float32")) for path in find_clips(folder)])
    drawn = rows[generator.integers(len(rows), size=CLIPS), :COLUMNS]
    noise = generator.normal(0, 0.1, drawn.shape) * rows[:, :COLUMNS].std(0)
    names = list(column_names(fused.options))[:COLUMNS]
    return pd.DataFrame((drawn + noise).astype(np.float32), columns=names)


def alternate(candidates: dict[str, Callable[[], object]]) -> dict[str, np.ndarray]:
    """Seconds of each candidate, one value a round, run by turns; the first round fills caches and is left out."""
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(ROUNDS + 1):
        for name, run in candidates.items():
            begin = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - begin)
    return {name: np.array(values[1:]) for name, values in taken.items()}


def ratio(taken: dict[str, np.ndarray], slow: str, fast: str) -> str:
    """How many times faster, as the median over rounds."""
    return f"{np.median(taken[slow] / taken[fast]):.1f} times"


if __name__ == "__main__":
    for line in measure():
        print(f"{line['what']:55} {line['reach']:30} {line['measured']}")
