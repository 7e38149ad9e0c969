"""Run every benchmark and write docs/benchmarks.md."""

import os
import platform
from importlib import import_module
from inspect import getdoc
from pathlib import Path

from rich.console import Console

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"

MODULES = (
    "audio_features",
    "extraction",
    "image_features",
    "parquet",
    "live_window",
    "kernel_grid",
    "ridge",
    "intervals",
    "training",
    "inference",
)
"""Imported one by one: a worker process imports what the main module does, which would count as its memory."""

INTRODUCTION = """# Benchmarks

Ratios, measured side by side in one process by `make bench`, which writes this page. {clips} on {cores} cores,
Python {python}. Ratios move with whatever else the machine does; times do more.
"""


def main() -> None:
    """Measure, print and write."""
    clips = "Real clips" if "CREMAD_REAL_DATA" in os.environ else "Synthetic clips"
    page = [INTRODUCTION.format(clips=clips, cores=os.cpu_count(), python=platform.python_version())]
    for name in MODULES:
        module = import_module(f"benchmarks.{name}")
        page += [f"## {name.replace('_', ' ').capitalize()}\n", f"{getdoc(module)}\n"]
        rows = module.measure()
        page += ["| what | to reach | measured |", "|---|---|---|"]
        page += [f"| {row['what']} | {row['reach']} | {row['measured']} |" for row in rows]
        page.append("")
        Console().print("\n".join(page[-12:]))
    PAGE.write_text("\n".join(page))


if __name__ == "__main__":
    main()
