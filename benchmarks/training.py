"""Our training loop against a plain loop over a DataLoader: epochs, hooks, threads that read ahead.

Run `OMP_NUM_THREADS=1 python -m benchmarks.training`. Clips are made up, as many and as long as those that one
fold of a smaller corpus trains on. Both loops train the same network with the same batches in the same order: of
32 clips, the default, and of 256.

Neither loop can be faster than its steps: how much faster ours are by themselves than the plain loop bounds the
ratio. Those over features are so short that what torch does around them counts, and there the loop gains; those
over log-mels are convolutions, which both loops leave to torch.
"""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

from benchmarks.audio_features import row
from benchmarks.parquet import alternate, ratio
from cremad.randomness.streams import child_stream
from cremad.training.batches import deal
from cremad.training.checkpoint import Checkpoint
from cremad.training.hooks import BestWeights, MovingAverage, ProgressBar
from cremad.training.loop import train_network
from cremad.training.optimiser import Optimiser
from cremad.training.options import TrainingOptions
from cremad.training.run import Hook, Run
from cremad.training.samples import MappedSamples, Samples
from cremad.training.schedules import learning_rate_factor

CLIPS, FEATURES, BANDS, CLASSES, SEED = 600, 600, 64, 6, 0
OPTIONS = TrainingOptions(epochs=3, class_weights=False)
LARGE = OPTIONS.model_copy(update={"batch": 256})


class FeatureNetwork(nn.Module):
    """Two layers over features."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(FEATURES, 64), nn.ReLU(), nn.Linear(64, CLASSES))

    def forward(self, inputs: dict, masks: dict) -> torch.Tensor:
        return self.layers(inputs["features"])


class SequenceNetwork(nn.Module):
    """Two convolutions over log-mels with stride 4, and the mean over the clip's frames."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(BANDS, 32, 5, stride=4, padding=2)
        self.second = nn.Conv1d(32, 32, 5, stride=4, padding=2)
        self.head = nn.Linear(32, CLASSES)

    def forward(self, inputs: dict, masks: dict) -> torch.Tensor:
        mask = masks["log_mel"][:, None]
        hidden = self.first(inputs["log_mel"].mT).relu() * mask[..., ::4]
        hidden = self.second(hidden).relu() * mask[..., ::16]
        return self.head(hidden.sum(2) / mask[..., ::16].sum(2))


NETWORKS: dict[str, Callable[[], nn.Module]] = {"features": FeatureNetwork, "log_mel": SequenceNetwork}


class Clips(Dataset):
    """A tensor a clip, as a tutorial has it."""

    def __init__(self, cells: list[np.ndarray], labels: np.ndarray):
        self.tensors, self.labels = [torch.from_numpy(cell) for cell in cells], labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, number: int) -> tuple[torch.Tensor, int]:
        return self.tensors[number], int(self.labels[number])


def collate(clips: list[tuple[torch.Tensor, int]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Values, mask and labels of a batch."""
    tensors = [tensor for tensor, _ in clips]
    lengths = torch.tensor([len(tensor) for tensor in tensors])
    values = pad_sequence(tensors, batch_first=True)
    mask = torch.arange(values.shape[1]) < lengths[:, None]
    return values, mask, torch.tensor([label for _, label in clips])


def plain_loop(name: str, clips: Clips, options: TrainingOptions) -> list[float]:
    """The loop of every tutorial, with the same optimiser, schedule and clipping; losses of the epochs."""
    torch.manual_seed(SEED)
    network = NETWORKS[name]()
    weights, biases = ([p for p in network.parameters() if (p.ndim > 1) is wide] for wide in (True, False))
    optimiser = torch.optim.AdamW(
        [{"params": weights, "weight_decay": options.weight_decay}, {"params": biases, "weight_decay": 0}],
        lr=options.learning_rate,
    )
    steps, step, losses = -(-CLIPS // options.batch) * options.epochs, 0, []
    for epoch in range(options.epochs):
        order = deal(CLIPS, options.batch, SEED, epoch)
        total = 0.0
        batches = DataLoader(clips, batch_sampler=[rows.tolist() for rows in order], collate_fn=collate)
        for values, mask, labels in batches:
            for group in optimiser.param_groups:
                group["lr"] = options.learning_rate * learning_rate_factor(options, step, steps)
            loss = nn.functional.cross_entropy(network({name: values}, {name: mask}), labels)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), options.clip_norm)
            optimiser.step()
            total += loss.item() * len(labels)
            step += 1
        losses.append(total / CLIPS)
    return losses


def our_loop(
    name: str, samples: Samples | MappedSamples, options: TrainingOptions = OPTIONS, **more
) -> list[float]:
    """Losses of our loop's epochs."""
    torch.manual_seed(SEED)
    history = train_network(NETWORKS[name](), samples, None, options, seed=SEED)
    return [each.train_loss for each in history]


def steps_alone(name: str, samples: Samples, options: TrainingOptions) -> None:
    """As many of our steps on batches that are ready: what our loop cannot do without."""
    network = NETWORKS[name]()
    optimiser = Optimiser(network, options.weight_decay)
    batches = [samples.take(rows) for rows in deal(CLIPS, options.batch, SEED, 0)]
    for batch in batches * options.epochs:
        nn.functional.cross_entropy(network(batch.inputs, batch.masks), batch.targets).backward()
        optimiser.limit(options.clip_norm, options.clip_value)
        optimiser.step(options.learning_rate)


class Timed(Hook):
    """A wrapped hook, and the seconds that it takes."""

    def __init__(self, hook: Hook):
        self.hook, self.seconds = hook, 0.0

    def on_start(self, run: Run) -> None:
        self.hook.on_start(run)

    def on_step(self, run: Run) -> None:
        began = time.perf_counter()
        self.hook.on_step(run)
        self.seconds += time.perf_counter() - began

    def on_epoch(self, run: Run) -> None:
        began = time.perf_counter()
        self.hook.on_epoch(run)
        self.seconds += time.perf_counter() - began


def measure() -> list[dict[str, str]]:
    """Rows of the benchmark table."""
    rng = child_stream(SEED, "clips")
    labels = rng.integers(CLASSES, size=CLIPS)
    lengths = rng.normal(262, 53, CLIPS).clip(152, 505).astype(int)
    shapes: dict[str, list[tuple[int, ...]]] = {
        "features": [(FEATURES,)] * CLIPS,
        "log_mel": [(length, BANDS) for length in lengths],
    }
    rows = []
    for name in NETWORKS:
        cells = [rng.normal(labels[n] / 9, 1, shape).astype(np.float32) for n, shape in enumerate(shapes[name])]
        samples = MappedSamples({name: cells}, np.eye(CLASSES)[labels]).load()
        for options in (OPTIONS, LARGE):
            rows += against_plain(name, Clips(cells, labels), samples, options)
        rows += cost_of_hooks(name, samples)
    return rows + reading_ahead(lengths, labels, rng)


def against_plain(name: str, clips: Clips, samples: Samples, options: TrainingOptions) -> list[dict[str, str]]:
    """Whole epochs, the batches alone, and what the steps leave to be gained."""
    kind = f"{name}, batches of {options.batch}"
    order = deal(CLIPS, options.batch, SEED, 0)
    listed = [rows.tolist() for rows in order]
    taken = alternate(
        {
            "plain": lambda: plain_loop(name, clips, options),
            "ours": lambda: our_loop(name, samples, options),
            "steps": lambda: steps_alone(name, samples, options),
            "plain batches": lambda: list(DataLoader(clips, batch_sampler=listed, collate_fn=collate)),
            "our batches": lambda: [samples.take(rows) for rows in order],
        }
    )
    apart = np.abs(np.subtract(plain_loop(name, clips, options), our_loop(name, samples, options))).max()
    epoch_ms = {each: f"{1e3 * np.median(taken[each]) / options.epochs:.0f}" for each in ("plain", "ours")}
    others = {
        "steps alone, which bound it, against the plain loop": ("plain", "steps"),
        "batches alone against the DataLoader's": ("plain batches", "our batches"),
    }
    return [
        row(
            f"epoch of {CLIPS} clips against a plain DataLoader loop ({kind})",
            "≥ 2 times faster, equal losses",
            f"{ratio(taken, 'plain', 'ours')} ({epoch_ms['plain']} → {epoch_ms['ours']} ms), equal to {apart:.0e}",
        ),
        *(row(f"{what} ({kind})", "", ratio(taken, *pair)) for what, pair in others.items()),
    ]


def cost_of_hooks(name: str, samples: Samples) -> list[dict[str, str]]:
    """Share of the training's time that hooks take, one figure for each."""
    options, some = OPTIONS.model_copy(update={"epochs": TrainingOptions().epochs}), samples.take(range(100))
    with tempfile.TemporaryDirectory() as folder, ProgressBar(Console(file=StringIO())) as bar:
        best = BestWeights(0)
        hooks = {
            "one that does nothing": Hook(),
            "best weights": best,
            "progress bar": bar,
            "moving average": MovingAverage(0.99),
            "checkpoint": Checkpoint(Path(folder, "training.pt"), [best], {}),
        }
        timed = {title: Timed(hook) for title, hook in hooks.items()}
        torch.manual_seed(SEED)
        history = train_network(NETWORKS[name](), samples, some, options, seed=SEED, hooks=list(timed.values()))
    whole_s = sum(each.seconds for each in history)
    shares = ", ".join(f"{title} {100 * hook.seconds / whole_s:.1f} %" for title, hook in timed.items())
    return [row(f"hooks, of the time of a step ({name})", "≤ 2 %", shares)]


def reading_ahead(lengths: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> list[dict[str, str]]:
    """Memory-mapped log-mels that are masked anew for each epoch, with and without threads that make batches."""
    ends = lengths.cumsum()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log_mel.npy")
        np.save(path, rng.normal(0, 1, (ends[-1], BANDS)).astype(np.float32))
        frames = np.load(path, mmap_mode="r")
        cells = [frames[end - length : end] for end, length in zip(ends, lengths, strict=True)]
        mapped = MappedSamples({"log_mel": cells}, np.eye(CLASSES)[labels])
        masking = OPTIONS.model_copy(update={"spec_augment": True})
        kinds = {str(n): masking.model_copy(update={"workers": n}) for n in (0, 1, 2)}
        taken = alternate({n: partial(our_loop, "log_mel", mapped, options) for n, options in kinds.items()})
    what = "mapped log-mels with masking, against none"
    return [row(f"{n} threads that read ahead, {what}", "", ratio(taken, "0", str(n))) for n in (1, 2)]


if __name__ == "__main__":
    for line in measure():
        print(f"{line['what']:75} {line['reach']:32} {line['measured']}")
