"""Content of the synthetic corpus, and planted faults."""

from typing import Literal

from pydantic import Field

from cremad.settings import Options
from data_contracts.vocabulary import SENTENCES


class Faults(Options):
    """Number of planted faults of each kind, none by default. No clip has two."""

    copied_label: int = Field(default=0, ge=0, le=100)
    """WAVs that are the bytes of another clip of the same actor and sentence, under another emotion."""
    copied_actor: int = Field(default=0, ge=0, le=100)
    """WAVs that are the bytes of another actor's clip of the same sentence and emotion: a leak across actors."""
    copied_mp3: int = Field(default=0, ge=0, le=100)
    """Pairs of byte-identical MP3s of two actors, whose WAVs differ."""
    silent: int = Field(default=0, ge=0, le=100)
    """WAVs of zeros; the clip has no video with other audio."""
    short: int = Field(default=0, ge=0, le=100)
    """WAVs cut to 50 ms; the clip has no video with other audio."""
    short_video: int = Field(default=0, ge=0, le=100)
    """Clips whose FLV and MP3 are 0.2 s of silence, while the WAV is good."""
    no_duration: int = Field(default=0, ge=0, le=100)
    """Clips whose FLV and MP3 state no duration, while the WAV is good."""
    minute_long: int = Field(default=0, ge=0, le=20)
    """Clips whose FLV and MP3 last one minute, while the WAV is good."""
    soundless_video: int = Field(default=0, ge=0, le=100)
    """FLVs without an audio track, while the WAV is good."""


class Drift(Options):
    """Shifts of every clip, in standard deviations over the clips of a corpus without drift.

    A corpus written with the same seed and a drift is the same window of clips, shifted and otherwise alike.
    """

    pitch_sd: float = Field(default=0.0, ge=-3, le=3)
    """Shift of the pitch (on a scale of semitones)."""
    noise_floor_sd: float = Field(default=0.0, ge=-10, le=10)
    """Shift of the level of the background noise (dB)."""
    loudness_sd: float = Field(default=0.0, ge=-3, le=3)
    """Shift of the level of the speech (dB)."""


class SyntheticOptions(Options):
    """A corpus of `actors` x `sentences` x 6 clips."""

    seed: int = Field(default=0, ge=0, lt=2**32)
    """Seed; each actor and clip has its own random streams, so that more actors change no other clip."""
    actors: int = Field(default=12, ge=2, le=200)
    """Actors 2001, 2002, …: women and men in turn."""
    sentences: int = Field(default=4, ge=1, le=len(SENTENCES))
    """The first of the twelve sentences. IEO is spoken at the levels LO, MD and HI in turn, as in CREMA-D."""
    video_share: float = Field(default=1 / 3, ge=0, le=1)
    """Share of each actor's clips that have a video, spread evenly over the emotions."""
    faults: Faults = Faults()
    poison_share: float = Field(default=0.0, ge=0, le=1)
    """Share of the WAVs that are corrupted, see `cremad.corpora.synthetic.poison`."""
    drift: Drift = Drift()
    muted_sex: Literal["female", "male"] | None = None
    """The sex whose actors express less emotion, so that an unbiased model has more errors on them."""
    muted_factor: float = Field(default=0.3, ge=0, le=1)
    """Factor on the expressiveness of actors of `muted_sex`."""
    hum_db: float | None = Field(default=None, ge=-90, le=-20)
    """Level of a hum whose frequency reveals the emotion, in dB re full scale: a leak; None for no hum."""
