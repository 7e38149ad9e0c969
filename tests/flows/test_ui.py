"""`cremad ui` as a user meets it: the form of a deployment, a run, its artifacts, and the end by Ctrl-C."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from flows.deployments import DEPLOYMENTS
from tests.flows.conftest import free_port

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RUN_MS = 400_000


@dataclass(frozen=True)
class Ui:
    """A running `cremad ui`."""

    process: subprocess.Popen
    address: str

    def deployments(self) -> dict[str, dict]:
        found = httpx.post(f"{self.address}/api/deployments/filter", json={}).json()
        return {each["name"]: each for each in found}

    def flow_runs(self) -> list[dict]:
        return httpx.post(f"{self.address}/api/flow_runs/filter", json={}).json()


@pytest.fixture(scope="module")
def ui(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("ui"), free_port()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("cremad"), "ui", "--port", str(port)],
        cwd=folder,
        env=os.environ | {"PREFECT_HOME": str(folder / "home"), "DO_NOT_TRACK": "1"},
        start_new_session=True,
    )
    running = Ui(process, f"http://127.0.0.1:{port}")
    try:
        wait_until(lambda: len(running.deployments()) == len(DEPLOYMENTS))
        yield running
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def page():
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser.new_page(viewport={"width": 1280, "height": 1400})
        browser.close()


def wait_until(condition, timeout_s: float = 120) -> None:
    """Wait for a condition of a server that may not answer yet."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            if condition():
                return
        except (httpx.TransportError, ValueError):
            pass
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.5)


@pytest.mark.browser
def test_the_form_runs_a_flow_and_its_artifacts_show_the_confusion_matrix(ui: Ui, page: Page, tmp_path):
    deployment = ui.deployments()["pipeline-daily"]["id"]
    page.goto(f"{ui.address}/deployments/deployment/{deployment}/run")
    data_dir = page.locator("textarea").first
    expect(data_dir).to_have_value("data", timeout=60_000)
    data_dir.fill(str(tmp_path / "data"))
    with page.expect_response(lambda response: response.url.endswith("/create_flow_run")) as created:
        page.get_by_role("button", name="Submit").click()
    run = created.value.json()
    assert run["parameters"]["data_dir"] == str(tmp_path / "data")
    page.goto(f"{ui.address}/runs/flow-run/{run['id']}")
    expect(page.get_by_text("Completed", exact=True).first).to_be_visible(timeout=RUN_MS)
    page.goto(f"{ui.address}/artifacts/key/confusion")
    page.locator("a[href^='/artifacts/artifact/']").first.click(timeout=60_000)
    picture = page.locator("img[src^='data:image/svg+xml;base64,']").first
    expect(picture).to_be_visible(timeout=60_000)
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.screenshot(path=tmp_path / "confusion.png")


@pytest.mark.browser
def test_scheduled_deployments_have_runs_to_come(ui: Ui):
    cron = {each.name for each in DEPLOYMENTS if each.cron}
    names = {each["id"]: name for name, each in ui.deployments().items()}
    wait_until(
        lambda: {names[r["deployment_id"]] for r in ui.flow_runs() if r["state_name"] == "Scheduled"} == cron
    )


@pytest.mark.browser
def test_ctrl_c_ends_serving_and_server(ui: Ui):
    ui.process.send_signal(signal.SIGINT)
    ui.process.wait(60)
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{ui.address}/api/health", timeout=2)
