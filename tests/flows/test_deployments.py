"""Deployments on a real server: registered from `prefect.yaml`, scheduled, triggered, run by a real worker."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.exceptions import PrefectHTTPStatusError

from flows.deployments import DEPLOYMENTS

ROOT = Path(__file__).resolve().parents[2]


def prefect(server, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
        cwd=ROOT,
        env=server.environment | {"CREMAD_HOME": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )


@pytest.fixture(scope="module")
def deployed(server):
    """All deployments registered on the fresh server, without a prompt."""
    prefect(server, "work-pool", "create", "cremad", "--type", "process")
    prefect(server, "deploy", "--all")
    return server


@pytest.mark.long
def test_every_deployment_is_on_the_server(deployed):
    with get_client(sync_client=True) as client:
        assert {d.name for d in client.read_deployments()} == {each.name for each in DEPLOYMENTS}


@pytest.mark.long
def test_cron_deployments_show_scheduled_runs(deployed):
    deadline = time.monotonic() + 90
    with get_client(sync_client=True) as client:
        wanted = {each.name for each in DEPLOYMENTS if each.cron}
        scheduled: set[str] = set()
        while time.monotonic() < deadline and scheduled != wanted:
            names = {d.id: d.name for d in client.read_deployments()}
            runs = client.read_flow_runs()
            scheduled = {names[r.deployment_id] for r in runs if r.state_name == "Scheduled" and r.deployment_id}
            time.sleep(1)
    assert scheduled == wanted


@pytest.mark.long
def test_a_bad_parameter_is_refused_before_any_task_and_named(deployed):
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("train/train")
        with pytest.raises(PrefectHTTPStatusError) as refused:
            client.create_flow_run_from_deployment(deployment.id, parameters={"folds": 99})
    assert refused.value.response.status_code == 409
    assert "folds" in json.dumps(refused.value.response.json())


@pytest.mark.long
def test_a_worker_runs_a_triggered_flow_with_changed_parameters(deployed, tmp_path):
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("pipeline/pipeline-daily")
        changed = {"data_dir": str(tmp_path / "data"), "seed": 7, "workers": 1}
        run = client.create_flow_run_from_deployment(deployment.id, parameters=deployment.parameters | changed)
        prefect(deployed, "worker", "start", "--pool", "cremad", "--type", "process", "--run-once")
        finished = client.read_flow_run(run.id)
        assert finished.state_name == "Completed", finished.state
        assert finished.parameters["seed"] == 7
        artifacts = {each.key for each in client.read_artifacts() if each.flow_run_id == run.id and each.key}
    assert {"summary", "metrics", "confusion", "drift"} <= artifacts
    assert list((tmp_path / "data" / "reports").glob("*/index.html"))
