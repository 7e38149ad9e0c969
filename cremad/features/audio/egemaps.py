"""The extended Geneva minimalistic set by openSMILE, for comparison with features of our own.

openSMILE is free for research and education; commercial use needs a licence of audEERING GmbH. It comes with
the extra ``egemaps`` and nothing else of the project needs it.

References
----------
F. Eyben et al., "The Geneva minimalistic acoustic parameter set (GeMAPS) for voice research and affective
computing", IEEE Transactions on Affective Computing 7(2), 2016.
"""

import warnings

import numpy as np

from cremad.errors import OptionError, UnreadableMediaError
from cremad.settings import Options
from data_contracts.contract import load_table


class EgemapsOptions(Options):
    """The set has nothing to choose: that is what makes it comparable."""


def column_names() -> tuple[str, ...]:
    """Names of the 88 functionals, in openSMILE's order."""
    return load_table("features_egemaps").columns[1:]


class EgemapsExtractor:
    """Computes the functionals; keep one, since making it reads openSMILE's configuration.

    Raises
    ------
    OptionError
        If the extra ``egemaps`` is not installed.
    """

    def __init__(self):
        try:
            import opensmile
        except ImportError as error:
            raise OptionError(
                "eGeMAPS needs openSMILE, which is not installed", remedy="pip install 'cremad[egemaps]'"
            ) from error
        self._smile = opensmile.Smile(opensmile.FeatureSet.eGeMAPSv02, opensmile.FeatureLevel.Functionals)

    def extract(self, signal: np.ndarray, sampling_rate_hz: int) -> np.ndarray:
        """Functionals of a clip.

        Parameters
        ----------
        signal : (samples,) float32
            In [-1, 1].
        sampling_rate_hz : int

        Returns
        -------
        (88,) float32

        Raises
        ------
        UnreadableMediaError
            If the signal is too short for openSMILE.
        """
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Segment too short", UserWarning)  # the NaN are raised below
            values = self._smile.process_signal(signal, sampling_rate_hz).to_numpy(np.float32)[0]
        if np.isnan(values).any():
            seconds = len(signal) / sampling_rate_hz
            raise UnreadableMediaError(f"a signal of {seconds:.3f} s is too short for openSMILE")
        return values
