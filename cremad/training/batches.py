"""The batches of an epoch: order, changes and mixing follow from seed, epoch and step alone."""

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
    """All rows in an order of the epoch's own, in batches whose sizes differ by one at most."""
    order = child_stream(seed, "order", epoch).permutation(clips)
    return np.array_split(order, -(-clips // batch))


def batches(source: Source, options: TrainingOptions, *, seed: int, epoch: int) -> Iterator[list[Samples]]:
    """The epoch's batches, each in the parts that it is computed in, on the device and ready to be learnt from.

    Their targets are weighed; their weights are those of the clips alone.
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
    """Augment the clips of a part of a batch, then mix them."""
    augment(part, options, rng)
    return mix_up(part, options.mixup, rng) if options.mixup else part


def augment(samples: Samples, options: TrainingOptions, rng: np.random.Generator) -> None:
    """Change log-mels and faces in place, each clip in its own way and all frames of a clip alike."""
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
    """One change to all frames of a grey film: (frames, height, width) uint8."""
    if draw.kind == "color":
        tall = np.repeat(frames.reshape(-1, frames.shape[2], 1), 3, axis=2)
        return image.apply(draw, tall)[..., 0].reshape(frames.shape)
    layers = np.ascontiguousarray(np.moveaxis(frames, 0, -1))
    return np.moveaxis(image.apply(draw, layers).reshape(layers.shape), -1, 0)


def _clips(samples: Samples, name: str) -> Iterator[np.ndarray]:
    """Views of the frames that the clips have."""
    lengths = samples.masks[name].sum(1).tolist()
    for values, length in zip(samples.inputs[name].numpy(), lengths, strict=True):
        if length:
            yield values[:length]


def ahead(make: Callable[[Item], Made], items: Iterable[Item], workers: int) -> Iterator[Made]:
    """What `make` makes of each item, in order; threads make the next ones while one is used."""
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
