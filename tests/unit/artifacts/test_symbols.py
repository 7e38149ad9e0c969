import pytest

from cremad.artifacts.symbols import Module

SOURCE = """
import numpy as np
from . import near

A: int = np.pi
A += 1
B, C = A, {}
fill(C)
C["x"] = near.f

def f(x, *, y=A):
    return [C for C in x]

def fill(table): ...

try:
    import fast
except ImportError:
    fast = None
"""


@pytest.fixture
def module(tmp_path):
    (tmp_path / "m.py").write_text(SOURCE)
    return Module(tmp_path / "m.py", "p.m")


@pytest.mark.parametrize(
    ("name", "mentions"),
    [
        ("A", {"numpy.pi"}),
        ("B", {"p.m.A"}),
        ("C", {"p.m.A", "p.m.fill", "p.m.C", "p.near.f"}),
        ("f", {"p.m.A"}),
        ("fill", set()),
        ("fast", set()),
    ],
)
def test_a_definition_mentions_what_it_is_made_of(module, name, mentions):
    assert module.symbol(name).mentions == mentions


def test_all_definitions_are_one_symbol_too(module):
    assert module.symbol(None).mentions >= {"numpy.pi", "p.near.f"}


def test_what_may_be_imported_or_assigned_is_both(module):
    assert module.imports == {"np": "numpy", "near": "p.near", "fast": "fast"}
    assert "fast" in module.definitions
