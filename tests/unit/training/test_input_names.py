"""Names of inputs of features."""

from cremad.training.input_names import FEATURE_INPUTS, FEATURES, FEATURES_OF


def test_inputs_of_features_have_the_names_in_stored_networks():
    assert FEATURES == "features"
    assert {each: f"features_{each}" for each in ("audio", "image", "text")} == FEATURES_OF
    assert {FEATURES, *FEATURES_OF.values()} == FEATURE_INPUTS
