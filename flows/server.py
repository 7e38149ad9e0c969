"""A Prefect server with the deployments served from this process, for looking at flows in a browser."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import typer

from cremad.errors import CremadError
from flows.deployments import DEPLOYMENTS, SCHEDULE_TIMEZONE, Deployment
from flows.local import load_flow

START_TIMEOUT_S = 120


def serve_deployments(host: str, port: int) -> None:
    """Start a server, serve every deployment until interrupted, and stop the server again."""
    with running_server(host, port, os.environ) as address:
        os.environ["PREFECT_API_URL"] = f"{address}/api"
        from prefect import serve  # reads PREFECT_API_URL when it is imported

        typer.echo(f"\n  Prefect UI:  {address}\n  Deployments: {address}/deployments\n")
        serve(*[_to_runner_deployment(each) for each in DEPLOYMENTS], print_starting_message=False)


@contextmanager
def running_server(host: str, port: int, environment: Mapping[str, str]) -> Iterator[str]:
    """A Prefect server for the duration of the block; gives its address once it responds.

    The page in the browser asks for its API at port 4200 unless the server is told otherwise.

    Raises
    ------
    CremadError
        If none answers in time.
    """
    address = f"http://{host}:{port}"
    told = {
        "PREFECT_SERVER_UI_API_URL": f"{address}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
    server = subprocess.Popen(command, env={**environment, **told})
    try:
        _wait_until_it_answers(server, address)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_until_it_answers(server: subprocess.Popen, address: str) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{address}/api/health", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise CremadError(f"no Prefect server came up at {address}", remedy="Is the port taken? Try --port.")


def _to_runner_deployment(each: Deployment):
    from prefect.schedules import Cron

    return load_flow(each.flow).to_deployment(
        each.name,
        schedule=Cron(each.cron, timezone=SCHEDULE_TIMEZONE) if each.cron else None,
        parameters=each.parameters,
        tags=list(each.tags),
        description=each.description,
    )
