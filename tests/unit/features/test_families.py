"""The contracts' families are the partition that models have always been given."""

import re

import pytest

from cremad.features.audio.prosody import PROSODY_NAMES
from cremad.features.families import family_of_column, measure_of_column
from data_contracts.contract import load_table, table_names

FEATURE_TABLES = [name for name in table_names() if name.startswith("features_")]


def by_name(column: str) -> str:
    """The rule that the contracts replace: prosody, or the word that the name begins with."""
    own, from_actor, _ = column.partition("_from_actor")
    return ("prosody" if own in PROSODY_NAMES else re.match(r"[a-z]*", own)[0]) + from_actor


@pytest.mark.parametrize("table", FEATURE_TABLES)
def test_every_column_is_in_the_family_that_its_name_says(table):
    columns = load_table(table).columns
    every = [*columns, *(f"{name}_from_actor" for name in columns)]
    assert {name: family_of_column(name) for name in every} == {name: by_name(name) for name in every}


def test_contracts_state_the_families_of_all_numbers_but_those_of_text():
    unstated = {
        table
        for table in FEATURE_TABLES
        for field in load_table(table).fields
        if field.type == "float32" and field.family is None
    }
    assert unstated == {"features_text"}


@pytest.mark.parametrize("column", ["a12", "x0", "", "Upper", "none_of_ours_from_actor", "log_mel"])
def test_unknown_columns_are_told_by_their_first_word(column):
    assert family_of_column(column) == by_name(column)


def test_measures_of_the_audio_table():
    measures = [measure_of_column(name) for name in load_table("features_audio").columns]
    assert measures.count("log_mel_07") == 5
    assert measures.count("spectral_centroid_hz") == 7
    assert measures.count("mfcc_03_delta") == 2
    assert measures.count("f0_hz_mean") == 1
    assert measure_of_column("mfcc_03_std_from_actor") == "mfcc_03_from_actor"
