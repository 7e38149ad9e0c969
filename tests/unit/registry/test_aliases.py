"""Aliases lead to ids, can be led elsewhere, and are no paths."""

import pytest

from cremad.errors import OptionError
from cremad.registry.aliases import find_alias, list_aliases, set_alias


def test_an_alias_leads_to_the_last_model_that_was_set(tmp_path):
    set_alias(tmp_path, "champion", "a" * 12)
    set_alias(tmp_path, "crema-d.svm_rbf.audio.six", "b" * 12)
    set_alias(tmp_path, "champion", "c" * 12)
    assert find_alias(tmp_path, "champion") == "c" * 12
    assert find_alias(tmp_path, "nobody") is None
    assert list_aliases(tmp_path) == {"champion": "c" * 12, "crema-d.svm_rbf.audio.six": "b" * 12}


@pytest.mark.parametrize("alias", ["", "../x", "a/b", "a b", "é"])
def test_what_could_be_a_path_is_no_alias(alias, tmp_path):
    with pytest.raises(OptionError, match="no alias"):
        set_alias(tmp_path, alias, "a" * 12)
    assert find_alias(tmp_path, alias) is None
