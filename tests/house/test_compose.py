"""docker-compose.yml starts what there is, with flags that are taken. No Docker is needed."""

import os
import re
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest
import yaml

from tasks.cluster import WORKER_ENVIRONMENT

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "cremad"}


def test_all_that_is_promised_is_there():
    assert set(SERVICES) == {
        "postgres",
        "prefect-server",
        "prefect-worker",
        "deployments",
        "dask-scheduler",
        "dask-worker",
    }


@pytest.mark.parametrize("name", OURS)
def test_command_exists_and_takes_its_flags(name):
    command = OURS[name]["command"]
    program = Path(sys.executable).parent / command[0]
    assert program.exists(), f"{command[0]} is not installed with the project"
    subcommand = takewhile(re.compile(r"[a-z]+|--no-prompt").fullmatch, command[1:])
    flags = {word for word in command if word.startswith("--")}
    shown = subprocess.run(
        [program, *subcommand, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "250"},
    ).stdout
    assert flags <= set(re.findall(r"--[a-z-]+", shown))


@pytest.mark.parametrize("name", SERVICES)
def test_others_are_waited_for_until_they_are_healthy(name):
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        assert how == {"condition": "service_healthy"}
        assert "healthcheck" in SERVICES[needed]


def test_dask_workers_have_the_environment_that_makes_them_fast_and_one_thread():
    worker = SERVICES["dask-worker"]
    assert worker["environment"] == WORKER_ENVIRONMENT
    assert worker["command"][worker["command"].index("--nthreads") + 1] == "1"
    assert "ports" not in worker, "a published port cannot be shared by scaled workers"
    assert "container_name" not in worker


def test_flows_and_dask_workers_see_the_same_files():
    assert SERVICES["prefect-worker"]["volumes"] == SERVICES["dask-worker"]["volumes"]


def test_pages_find_the_server_and_nothing_is_reported_home():
    environment = SERVICES["prefect-server"]["environment"]
    assert environment["PREFECT_SERVER_UI_API_URL"].endswith("/api")
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_worker_polls_the_pool_of_the_deployments():
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    command = SERVICES["prefect-worker"]["command"]
    assert {each["work_pool"]["name"] for each in deployments} == {command[command.index("--pool") + 1]}


def test_image_is_built_from_files_that_are_let_in():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = {name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == let_in
    assert [name for name in sorted(copied) if not (ROOT / name).exists()] == []
