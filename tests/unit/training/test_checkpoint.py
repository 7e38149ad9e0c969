"""A training killed after any epoch and begun again ends bit for bit as one that was not."""

import resource
import signal
import subprocess
import sys
import time

import pytest

from cremad.errors import ContractError, StorageError

torch = pytest.importorskip("torch")

from cremad.training.loop import train_network  # noqa: E402
from cremad.training.options import TrainingOptions  # noqa: E402
from cremad.training.run import Hook  # noqa: E402

OPTIONS = TrainingOptions(
    epochs=6, batch=8, learning_rate=0.01, mixup=0.2, ema=0.9, spec_augment=True, label_smoothing=0.1, patience=3
)


class Killed(Exception):
    """What a hook that stands for a killing raises."""


class KillAfter(Hook):
    """Raises in the middle of the epoch after the one that is given."""

    def __init__(self, epoch):
        self.epoch = epoch

    def on_step(self, run):
        if run.epoch == self.epoch + 1 and run.step % 4 == 2:
            raise Killed


def outcome(network, history):
    """All that has to be equal, bit for bit: everything but the time."""
    weights = {name: tensor.numpy().tobytes() for name, tensor in network.state_dict().items()}
    return weights, [row._replace(seconds=0.0) for row in history]


@pytest.fixture
def train(samples, make_network):
    def begin(options=OPTIONS, network_seed=0, checkpoint_share=1, **more):
        more["checkpoint_share"] = checkpoint_share
        network = make_network(network_seed)
        history = train_network(network, samples.take(range(28)), samples.take(range(28, 40)), options, **more)
        return outcome(network, history)

    return begin


def test_killed_after_any_epoch(train, tmp_path):
    whole = train(seed=3)
    assert len(whole[1]) == 6
    for epoch in range(-1, 5):
        path = tmp_path / f"{epoch}.pt"
        with pytest.raises(Killed):
            train(seed=3, checkpoint=path, hooks=[KillAfter(epoch)])
        assert path.exists() is (epoch >= 0)
        torch.rand(5)
        # another beginning and another generator: what matters is in the checkpoint
        assert train(seed=3, checkpoint=path, network_seed=0 if epoch < 0 else 9) == whole


def test_one_that_is_over_stays_so(train, tmp_path):
    path = tmp_path / "training.pt"
    options = OPTIONS.model_copy(update={"learning_rate": 0.5, "epochs": 30, "patience": 1})
    whole = train(options, seed=3, checkpoint=path)
    assert len(whole[1]) < 30
    stamp = path.stat().st_mtime_ns
    assert train(options, seed=3, checkpoint=path, network_seed=9) == whole
    assert path.stat().st_mtime_ns == stamp


def test_one_of_another_training_is_refused(train, tmp_path):
    path = tmp_path / "training.pt"
    train(seed=3, checkpoint=path)
    with pytest.raises(ContractError, match=r"training\.pt: is of a training with other options, seed\. Delete"):
        train(OPTIONS.model_copy(update={"epochs": 9}), seed=4, checkpoint=path)
    train(OPTIONS.model_copy(update={"workers": 2}), seed=3, checkpoint=path)


@pytest.mark.parametrize(("share", "written"), [(1, [0, 1, 2, 3]), (0, [0])])
def test_it_is_written_no_oftener_than_its_share_of_the_time_allows(train, tmp_path, share, written):
    class Watch(Hook):
        def on_step(self, run):
            epochs.add(len(torch.load(path, weights_only=True)["history"]) - 1 if path.exists() else -1)

    path, epochs = tmp_path / "training.pt", set()
    options = OPTIONS.model_copy(update={"epochs": 5, "patience": 0})
    train(options, seed=3, checkpoint=path, checkpoint_share=share, hooks=[Watch()])
    assert sorted(epochs) == [-1, *written]
    assert len(torch.load(path, weights_only=True)["history"]) == 5


class RunsCode:
    def __reduce__(self):
        return exec, ("raise SystemExit('code was run')",)


def test_a_file_that_is_none_is_named_and_runs_no_code(train, tmp_path):
    path = tmp_path / "training.pt"
    torch.save({"identity": RunsCode()}, path)
    with pytest.raises(SystemExit, match="code was run"):
        torch.load(path, weights_only=False)
    for content in (path.read_bytes(), b"no checkpoint", b""):
        path.write_bytes(content)
        with pytest.raises(ContractError, match=r"training\.pt: is not a checkpoint"):
            train(seed=3, checkpoint=path)


def test_weights_alone_are_none(train, tmp_path, make_network):
    path = tmp_path / "training.pt"
    torch.save(make_network().state_dict(), path)
    with pytest.raises(ContractError, match="of a training with other options, seed, clips, network, hooks"):
        train(seed=3, checkpoint=path)


def test_a_full_disk_leaves_what_was_there(train, tmp_path):
    path = tmp_path / "training.pt"
    with pytest.raises(Killed):
        train(seed=3, checkpoint=path, hooks=[KillAfter(0)])
    before, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
    try:
        with pytest.raises(StorageError, match=r"training\.pt: could not be written"):
            train(seed=3, checkpoint=path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_unfinished_is_left(train, tmp_path):
    train(seed=3, checkpoint=tmp_path / "training.pt")
    assert [path.name for path in tmp_path.iterdir()] == ["training.pt"]


SCRIPT = """
import time
from pathlib import Path
import numpy as np, torch
from cremad.training.loop import train_network
from cremad.training.options import TrainingOptions
from cremad.training.run import Hook
from cremad.training.samples import MappedSamples

class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Dropout(0.3), torch.nn.Linear(8, 3))

    def forward(self, inputs, masks):
        return self.layers(inputs["features"])

class Slow(Hook):
    def on_step(self, run):
        time.sleep(0.02)

def train(path, hooks=()):
    torch.manual_seed(0)
    network, rng = Network(), np.random.default_rng(0)
    clips = MappedSamples({"features": list(rng.normal(size=(40, 5)))}, np.eye(3)[np.arange(40) % 3])
    options = TrainingOptions(epochs=12, batch=8, mixup=0.2, patience=0)
    history = train_network(network, clips, clips, options, seed=1, checkpoint=path, hooks=hooks)
    return network, history
"""


def test_a_process_that_is_killed(tmp_path):
    """A real one, by a signal that cannot be caught, at whatever it was doing."""
    path = tmp_path / "training.pt"
    script = f"{SCRIPT}\ntrain(Path({str(path)!r}), [Slow()])"
    with subprocess.Popen([sys.executable, "-c", script]) as process:
        deadline = time.monotonic() + 60
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.15)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    names: dict = {}
    exec(SCRIPT, names)
    done = len(torch.load(path, weights_only=True)["history"])
    assert 0 < done < 12
    assert outcome(*names["train"](path)) == outcome(*names["train"](None))
