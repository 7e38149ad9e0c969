"""One table of flows and one of deployments; `prefect.yaml`, the forms and the modules agree with them."""

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from prefect import Flow

import flows
from flows.deployments import DEPLOYMENTS, FLOWS, PAGE, SCHEDULE_TIMEZONE, prefect_yaml
from flows.local import load_flow

ROOT = Path(__file__).parents[3]


def test_names_and_schedules_snapshot():
    assert [(each.name, each.flow, each.cron) for each in DEPLOYMENTS] == [
        ("pipeline-daily", "pipeline", "0 3 * * *"),
        ("monitor-hourly", "monitor", "0 * * * *"),
        ("ingest", "ingest", None),
        ("watch", "watch", None),
        ("features", "features", None),
        ("prepare", "prepare", None),
        ("augment", "augment", None),
        ("train", "train", None),
        ("leaderboard", "leaderboard", None),
        ("train-neural-nightly", "train_neural", "0 4 * * *"),
        ("search", "search", None),
        ("cross-corpus", "cross_corpus", None),
        ("evaluate", "evaluate", None),
    ]


def test_prefect_yaml_is_up_to_date():
    assert (ROOT / PAGE).read_text() == prefect_yaml(), "`make docs` writes it anew"


def test_prefect_yaml_has_what_prefect_needs_of_each():
    written = {each["name"]: each for each in yaml.safe_load(prefect_yaml())["deployments"]}
    assert list(written) == [each.name for each in DEPLOYMENTS]
    monitor = written["monitor-hourly"]
    assert monitor == {
        "name": "monitor-hourly",
        "entrypoint": "flows/monitor.py:monitor",
        "description": f"{FLOWS['monitor']} Every hour.",
        "tags": ["cremad", "scheduled"],
        "parameters": {"corpus": "synthetic", "profile": "demo"},
        "schedules": [{"cron": "0 * * * *", "timezone": SCHEDULE_TIMEZONE}],
        "work_pool": {"name": "cremad", "work_queue_name": "default"},
    }
    assert "schedules" not in written["ingest"]


def test_every_flow_is_in_the_table_and_has_a_deployment():
    modules = [import_module(f"flows.{module.name}") for module in pkgutil.iter_modules(flows.__path__)]
    found = {value.fn.__name__ for module in modules for value in vars(module).values() if isinstance(value, Flow)}
    assert found == set(FLOWS) == {each.flow for each in DEPLOYMENTS}


@pytest.mark.parametrize("each", DEPLOYMENTS, ids=lambda each: each.name)
def test_deployments_call_their_flow_with_parameters_it_takes(each):
    path, _, function = each.entrypoint.partition(":")
    assert (ROOT / path).exists()
    flow = load_flow(function)
    assert flow.validate_parameters(each.parameters).items() >= each.parameters.items()


@pytest.mark.parametrize("flow", FLOWS)
def test_forms_describe_every_field_and_give_choices_as_choices(flow):
    fields = load_flow(flow).parameters.properties
    assert [name for name, field in fields.items() if not field.get("description")] == []
    assert fields["profile"]["enum"] == ["demo", "local", "full"]
    corpora = fields.get("corpus", fields.get("first"))["enum"]
    assert {"crema-d", "ravdess", "manifest"} <= set(corpora)
    if "feature_sets" in fields:
        listed, _ = fields["feature_sets"]["anyOf"]
        assert {"audio", "image", "text"} <= set(listed["items"]["enum"])
