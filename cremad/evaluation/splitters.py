"""Ways of dividing that scikit-learn lacks, as splitters of its kind: ``split(X, y, groups)``."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
import pandas as pd
from sklearn.model_selection import BaseCrossValidator, TimeSeriesSplit

from cremad.errors import OptionError
from cremad.randomness.streams import child_seed


class PublishedSplit(BaseCrossValidator):
    """Folds from a list of actors and the part that each belongs to.

    Parameters
    ----------
    part_of_actor : dict of str to str
        Either one part is named ``test`` and there is one fold, or parts are numbers and each is tested in
        turn. Actors that are not listed stand on neither side.
    """

    def __init__(self, part_of_actor: dict[str, str]):
        self.part_of_actor = part_of_actor

    def get_n_splits(self, X=None, y=None, groups=None) -> int:
        return len(self._tested())

    def split(self, X, y=None, groups=None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        parts = pd.Series(list(groups), dtype=str).map(self.part_of_actor)
        for part in self._tested():
            yield (
                np.flatnonzero(parts.notna() & (parts != part)),
                np.flatnonzero(parts == part),
            )

    def _tested(self) -> list[str]:
        parts = set(self.part_of_actor.values())
        return ["test"] if "test" in parts else sorted(parts)


class TimeOrderedSplit(BaseCrossValidator):
    """Test on each stretch of time in turn, having trained on what came before it.

    Stretches hold equally many different moments; clips of one moment stay together. The first stretch is only
    trained on.

    Parameters
    ----------
    n_splits : int
        Stretches that are tested.
    gap : number or timedelta, optional
        Least time between the last moment that is trained on and the first that is tested, in the unit of the
        times; clips within it stand on neither side.
    """

    def __init__(self, n_splits: int = 5, gap: float | timedelta | None = None):
        self.n_splits = n_splits
        self.gap = gap

    def get_n_splits(self, X=None, y=None, groups=None) -> int:
        return self.n_splits

    def split(self, X, y=None, groups=None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Divide by time.

        Parameters
        ----------
        groups : sequence of number or datetime, shape (clips,)
            When each clip was recorded.

        Raises
        ------
        OptionError
            If a time is missing, or nothing is left to train on.
        """
        times = pd.Series(groups).reset_index(drop=True)
        if times.isna().any():
            raise OptionError("folds in the order of time need the time of every clip")
        moments = pd.Series(times.sort_values().unique())
        for _, tested in TimeSeriesSplit(self.n_splits).split(moments):
            first, last = moments[tested[0]], moments[tested[-1]]
            is_past = times < first if self.gap is None else (times < first) & (times <= first - self.gap)
            if not is_past.any():
                raise OptionError(
                    f"nothing is left to train on before {first} with a gap of {self.gap}",
                    remedy="Take a smaller gap or fewer folds.",
                )
            yield np.flatnonzero(is_past), np.flatnonzero((times >= first) & (times <= last))


class RepeatedSplit(BaseCrossValidator):
    """The folds of a splitter that draws them, drawn several times.

    Parameters
    ----------
    splitter : callable
        Seed → splitter.
    repeats : int
        How often; the first repeat is that of the seed itself.
    seed : int
        The run's seed.
    """

    def __init__(self, splitter: Callable[[int], BaseCrossValidator], repeats: int, seed: int):
        self.splitter = splitter
        self.repeats = repeats
        self.seed = seed

    def get_n_splits(self, X=None, y=None, groups=None) -> int:
        return self.repeats * self.splitter(self.seed).get_n_splits(X, y, groups)

    def split(self, X, y=None, groups=None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for repeat in range(self.repeats):
            seed = child_seed(self.seed, "repeat", repeat) if repeat else self.seed
            yield from self.splitter(seed).split(X, y, groups)
