"""The batches of an epoch: order, augmentation and mixing depend only on seed, epoch and step."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from cremad.augmentation import image, spectrogram
from cremad.randomness.streams import child_stream
from cremad.training.options import TrainingOptions
from cremad.training.samples import Samples, Source
from cremad.training.targets import mix_up, weighed_targets

Item = TypeVar("Item")
Made = TypeVar("Made")


def deal(clips: int, batch: int, seed: int, epoch: int) -> list[np.ndarray]:
    """All rows in an order drawn for the epoch, in batches whose sizes differ by at most one."""
    order = child_stream(seed, "order", epoch).permutation(clips)
    return np.array_split(order, -(-clips // batch))


def batches(source: Source, options: TrainingOptions, *, seed: int, epoch: int) -> Iterator[list[Samples]]:
    """The epoch's batches, each split into its parts, on the device.

    Targets are multiplied by the weights of classes and clips; the weights are those of the clips alone.
    """
    source = source.with_targets(weighed_targets(source, options))
    drawing = options.mixup or options.spec_augment or options.face_augment

    def make(numbered: tuple[int, np.ndarray]) -> list[Samples]:
        step, rows = numbered
        count = min(options.accumulation, len(rows))
        parts = [source.take(rows[first::count]) for first in range(count)]
        if drawing:
            rng = child_stream(seed, "batch", epoch, step)
            parts = [change(part, options, rng) for part in parts]
        return [part.to(options.device) for part in parts]

    return ahead(make, enumerate(deal(len(source), options.batch, seed, epoch)), options.workers)


def change(part: Samples, options: TrainingOptions, rng: np.random.Generator) -> Samples:
    """Augment the clips of a part of a batch, then apply mixup."""
    augment(part, options, rng)
    return mix_up(part, options.mixup, rng) if options.mixup else part


def augment(samples: Samples, options: TrainingOptions, rng: np.random.Generator) -> None:
    """Augment log-mels and faces in place, each clip differently and all frames of a clip in the same way."""
    if options.spec_augment and "log_mel" in samples.inputs:
        for matrix in _clips(samples, "log_mel"):
            drawn = spectrogram.draw(rng, spectrogram.MaskRanges())
            matrix[:] = spectrogram.apply(drawn, matrix.T).T
    if options.face_augment and "face" in samples.inputs:
        for frames in _clips(samples, "face"):
            for kind in image.KINDS:
                drawn = image.draw(kind, rng, image.ImageRanges())
                if rng.random() < 0.5:
                    frames[:] = apply_to_grey(drawn, frames)


def apply_to_grey(draw: image.Draw, frames: np.ndarray) -> np.ndarray:
    """One augmentation of all frames of a grey video: (frames, height, width) uint8."""
    if draw.kind == "color":
        tall = np.repeat(frames.reshape(-1, frames.shape[2], 1), 3, axis=2)
        return image.apply(draw, tall)[..., 0].reshape(frames.shape)
    layers = np.ascontiguousarray(np.moveaxis(frames, 0, -1))
    return np.moveaxis(image.apply(draw, layers).reshape(layers.shape), -1, 0)


def _clips(samples: Samples, name: str) -> Iterator[np.ndarray]:
    """Views of the clips' unmasked frames."""
    lengths = samples.masks[name].sum(1).tolist()
    for values, length in zip(samples.inputs[name].numpy(), lengths, strict=True):
        if length:
            yield values[:length]


def ahead(make: Callable[[Item], Made], items: Iterable[Item], workers: int) -> Iterator[Made]:
    """The results of `make` for each item, in order; threads prepare the next ones meanwhile."""
    if not workers:
        yield from map(make, items)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque = deque()
        for item in items:
            waiting.append(pool.submit(make, item))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
