"""Run every benchmark and write docs/benchmarks.md."""

import os
import platform
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from inspect import getdoc
from multiprocessing import get_context
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
    "bootstrap",
    "training",
    "inference",
)
INTRODUCTION = """# Benchmarks

Ratios, measured side by side in one process by `make bench`, which writes this page. {clips} on {cores} cores,
Python {python}. Ratios move with whatever else the machine does; times do more.
"""


def main() -> None:
    """Measure, print and write."""
    clips = "Real clips" if "CREMAD_REAL_DATA" in os.environ else "Synthetic clips"
    page = [INTRODUCTION.format(clips=clips, cores=os.cpu_count(), python=platform.python_version())]
    for name in MODULES:
        # what one of them imports, starts or leaves behind is no other's business
        with ProcessPoolExecutor(1, get_context("spawn")) as alone:
            page.append(alone.submit(section, name).result())
        Console().print(page[-1])
    PAGE.write_text("\n".join(page))


def section(name: str) -> str:
    """Of the page: what is measured, and the rows."""
    module = import_module(f"benchmarks.{name}")
    rows = [f"| {row['what']} | {row['reach']} | {row['measured']} |" for row in module.measure()]
    head = [f"## {name.replace('_', ' ').capitalize()}\n", f"{getdoc(module)}\n"]
    return "\n".join([*head, "| what | to reach | measured |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    main()
