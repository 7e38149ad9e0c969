import ast

import pytest

from cremad.artifacts.mentions import Mentions, import_targets


@pytest.mark.parametrize(
    ("source", "outer", "imported"),
    [
        ("x.y.z(w)", {("x", "y", "z"), ("w",)}, set()),
        ("x = 1", set(), set()),
        ("def f(a, b=c): return a + d", {("c",), ("d",)}, set()),
        ("def f():\n g = 1\n def h(): return g", set(), set()),
        ("def f():\n global g\n g = 1\n return g", {("g",)}, set()),
        ("@d(x)\nclass C(B):\n y: T = 1\n def m(self): return y", {(n,) for n in "dxBTy"}, set()),
        ("[a for a in b if c]", {("b",), ("c",)}, set()),
        ("lambda a: a + b", {("b",)}, set()),
        ("def f():\n import p.q as r, s.t\n return r.x + s.t.y", set(), {"p.q.x", "s.t.y"}),
        ("def f():\n from ..m import n\n return lambda: n.x", set(), {"a.m.n.x"}),
        ("try: x\nexcept E as e: e", {("x",), ("E",), ("e",)}, set()),
    ],
)
def test_names_that_a_function_binds_are_its_own(source, outer, imported):
    found = Mentions(ast.parse(source).body, "a.b")
    assert (found.outer, found.imported) == (outer, imported)


def test_a_star_stands_for_its_module():
    assert import_targets(ast.parse("from x.y import *").body[0], "a") == {"*": "x.y"}
