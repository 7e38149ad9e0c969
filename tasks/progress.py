"""Progress of a stage, in the terminal and on the Prefect page."""

from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact


class Progress:
    """Reports a stage's progress to the terminal and the Prefect page, at every tenth."""

    def __init__(self, name: str, parts: str = "partitions"):
        self.name = name
        self.parts = parts
        self.shown = -1
        self.artifact = create_progress_artifact(0.0, key=name.replace("_", "-"), description=f"{name}: {parts}")

    def __call__(self, done: int, total: int) -> None:
        tenth = 10 * done // total
        if tenth > self.shown:
            self.shown = tenth
            update_progress_artifact(self.artifact, progress=100.0 * done / total)
            get_run_logger().info("%s: %d of %d %s", self.name, done, total, self.parts)
