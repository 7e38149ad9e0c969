"""Sound: files that libsndfile reads, and the sound track of video files."""

from pathlib import Path

import av
import librosa
import numpy as np
import soundfile

from cremad.errors import UnreadableMediaError
from cremad.media.container import open_stream, read_packets
from cremad.media.duration import states_duration
from cremad.media.riff import check_riff
from cremad.media.source import check_source

LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 4_000, 192_000
LONGEST_S = 3600
MOST_CHANNELS = 64
LOUDEST = 4.0
"""A lossy codec overshoots full scale by little; samples beyond this were never normalised to it."""

_LIBSNDFILE = frozenset(soundfile.available_formats())
_FORMATS = {".wav": {"WAV", "WAVEX", "RF64"}, ".flac": {"FLAC"}, ".mp3": {"MP3"}}
"""What libsndfile may find in a file that is named so."""


def load_audio(path: Path | str) -> tuple[np.ndarray, int]:
    """Read a file's sound at the file's own rate.

    WAV, FLAC, MP3 and all else that libsndfile knows by its suffix are read by librosa; any other file is
    taken for a container (FLV, MP4, …) whose first sound track is decoded by PyAV. Channels are averaged.

    Parameters
    ----------
    path : path-like
        A sound or video file.

    Returns
    -------
    signal : (samples,) float32 ndarray
        In [-1, 1]; at least one sample.
    sampling_rate_hz : int
        From 4000 to 192000.

    Raises
    ------
    MissingFileError, LfsPointerError
        As `check_source` does.
    UnreadableMediaError
        If it is empty, truncated, of another kind than its name says, has no sound track or no samples, lasts
        more than an hour, or states a rate, channels or samples (NaN, infinite, beyond full scale) that no
        recording has.
    """
    path = check_source(path)
    known = path.suffix[1:].upper() in _LIBSNDFILE
    channels, rate_hz = _read_sound_file(path) if known else _read_sound_track(path)
    _check_samples(path, channels)
    return np.clip(channels.mean(axis=0, dtype=np.float32), -1, 1), rate_hz


def resample(signal: np.ndarray, from_hz: int, to_hz: int) -> np.ndarray:
    """Change the sampling rate with soxr (its quality HQ), which keeps below half of the lower rate.

    Parameters
    ----------
    signal : (samples,) float32 ndarray
    from_hz, to_hz : int
        Sampling rates. Where they are equal, the signal itself is returned.

    Returns
    -------
    (ceil(samples * to_hz / from_hz),) float32 ndarray
    """
    return librosa.resample(signal, orig_sr=from_hz, target_sr=to_hz, res_type="soxr_hq")


def _read_sound_file(path: Path) -> tuple[np.ndarray, int]:
    suffix = path.suffix.lower()
    if suffix == ".wav":
        check_riff(path)
    try:
        with soundfile.SoundFile(path) as sound:
            if sound.format not in _FORMATS.get(suffix, {sound.format}):
                raise UnreadableMediaError(f"holds {sound.format} under the name of {suffix}", path=path)
            _check_claims(path, sound.samplerate, sound.channels, sound.frames)
            stated = sound.frames
            signal, rate_hz = librosa.load(sound, sr=None, mono=False)
    except soundfile.LibsndfileError as error:
        raise UnreadableMediaError(
            f"is truncated or not {suffix} sound ({error.error_string})",
            path=path,
            remedy="Fetch or record the file again.",
        ) from error
    channels = np.atleast_2d(signal)
    if channels.shape[1] < stated and states_duration(path):  # libsndfile guesses what an MP3 does not state
        raise UnreadableMediaError(
            f"is truncated: {channels.shape[1]} samples are there, its header states {stated}", path=path
        )
    return channels, int(rate_hz)


def _read_sound_track(path: Path) -> tuple[np.ndarray, int]:
    with open_stream(path, "audio") as stream:
        rate_hz = stream.rate
        duration_s = (stream.container.duration or 0) / av.time_base
        _check_claims(path, rate_hz, stream.channels, int(duration_s * rate_hz))
        to_float = av.AudioResampler(format="fltp")
        blocks = [
            block.to_ndarray()
            for packet in read_packets(stream, path)
            for frame in packet.decode()
            for block in to_float.resample(frame)
        ]
    return np.concatenate(blocks, axis=1) if blocks else np.empty((1, 0), np.float32), rate_hz


def _check_claims(path: Path, rate_hz: int, channels: int, samples: int) -> None:
    """Refuse what a header states and no recording has, before memory is taken for it."""
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        problem = f"states {rate_hz} Hz, which is not within {LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ}"
    elif channels > MOST_CHANNELS:
        problem = f"states {channels} channels, more than {MOST_CHANNELS}"
    elif samples > LONGEST_S * rate_hz:
        problem = f"states {samples} samples, more than an hour"
    else:
        return
    raise UnreadableMediaError(problem, path=path, remedy="Check how the file was made, or cut it into clips.")


def _check_samples(path: Path, channels: np.ndarray) -> None:
    if channels.size == 0:
        raise UnreadableMediaError("holds no samples", path=path)
    if not np.isfinite(channels).all():
        raise UnreadableMediaError("holds NaN or infinite samples", path=path, remedy="Export it again.")
    if (peak := np.abs(channels).max()) > LOUDEST:
        raise UnreadableMediaError(
            f"holds samples up to {peak:.6g} where full scale is 1",
            path=path,
            remedy="Divide them by the largest integer of their former type and export again.",
        )
