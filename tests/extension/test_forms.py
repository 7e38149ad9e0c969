"""What the example adds can be chosen in the flows' forms and on the command line, and has options in profiles."""

import json

import pytest

FORMS = """
import json
from flows.leaderboard import leaderboard
from flows.pipeline import pipeline
from flows.watch import watch

print(json.dumps({flow.name: flow.parameters.model_dump() for flow in (leaderboard, pipeline, watch)}))
"""

PROFILE = """
from pipeline_config.load import load_profile

profile = load_profile("local", {"feature_sets": ["waveform"]}, {"CREMAD__WAVEFORM__FLOOR_DB": "-60"})
print(profile.feature_sets, profile.options_of("waveform"))
"""

REACHED = """
import json
from cremad.artifacts.code import code_digests

stages = ("ingest", "extraction", "train", "evaluate")
print(json.dumps({stage: sorted(code_digests(f"tasks.{stage}")) for stage in stages}))
"""


@pytest.fixture
def forms(run_installed):
    return json.loads(run_installed("-c", FORMS))


def choices(form: dict, parameter: str) -> set[str]:
    """What the field of a parameter offers, wherever its schema says so."""
    found, waiting = set(), [form["properties"][parameter]]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            found.update(each.get("enum", ()))
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return found


def test_the_forms_offer_what_the_package_adds(forms):
    assert {"independent_features", "logistic_regression"} <= choices(forms["leaderboard"], "learners")
    assert {"waveform", "audio"} <= choices(forms["pipeline"], "feature_sets")
    for form in forms.values():
        assert {"speaker-folders", "crema-d"} <= choices(form, "corpus")


def test_so_does_the_command_line(run_installed):
    told = run_installed("-c", "from flows.cli import main; main()", "leaderboard", "--help", COLUMNS="400")
    assert "independent_features" in told
    assert "speaker-folders" in told


def test_a_profile_has_the_options_of_the_feature_set(run_installed):
    assert run_installed("-c", PROFILE).strip() == "('waveform',) floor_db=-60.0"


def test_the_code_of_the_package_counts_in_the_keys_of_stages(run_installed):
    reached = json.loads(run_installed("-c", REACHED))
    of_stage = {"ingest": "corpus", "extraction": "feature_set", "train": "learner", "evaluate": "metric"}
    for stage, module in of_stage.items():
        assert f"cremad_example/{module}.py" in reached[stage]
