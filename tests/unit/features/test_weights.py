"""Weights that are not there, not those that are meant, or no network."""

import sys

import pytest

from cremad.errors import MissingFileError, OptionError, WeightsError
from cremad.features.weights import check_weights, packaged, start_network

OTHER = "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"
"""SHA-256 of the text `other`."""


def test_a_file_of_a_package_is_found_without_running_the_package(tmp_path, monkeypatch):
    package = tmp_path / "heavy_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit")
    monkeypatch.syspath_prepend(tmp_path)
    assert packaged("heavy_package", "assets/a.ort", remedy="") == package / "assets" / "a.ort"


def test_a_missing_package_and_its_remedy_are_named():
    with pytest.raises(OptionError, match=r"no_such_package.*\n*.*install it"):
        packaged("no_such_package", "a.ort", remedy="install it")


def test_weights_are_taken_by_their_digest(tmp_path):
    path = tmp_path / "weights"
    with pytest.raises(MissingFileError, match="weights"):
        check_weights(path, OTHER)
    path.write_text("other")
    assert check_weights(path, OTHER) == path
    with pytest.raises(WeightsError, match="digest d9298a10d1b0"):
        check_weights(path, "0" * 64)


def test_what_is_no_network_is_refused(tmp_path):
    pytest.importorskip("onnxruntime")
    with pytest.raises(WeightsError, match="no network"):
        start_network(b"other", path=tmp_path / "weights", remedy="")


def test_a_missing_runtime_and_its_remedy_are_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(OptionError, match=r"onnxruntime.*\n*.*install it"):
        start_network(b"", path=tmp_path, remedy="install it")
