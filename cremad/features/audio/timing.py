"""Where speech begins and ends, its pauses, its syllables, and how its level rises and falls.

All thresholds are relative to the clip's loudest frame, so gain changes nothing. Speech is what lies within 25 dB
of it; syllable nuclei are voiced peaks of the level between dips of 2 dB (de Jong & Wempe, "Praat script to detect
syllable nuclei and measure speech rate automatically", 2009).
"""

import math

import numpy as np
from numba import njit

TIMING_NAMES = (
    "duration_s",
    "speech_duration_s",
    "leading_silence_s",
    "trailing_silence_s",
    "pause_count",
    "pause_total_s",
    "pause_longest_s",
    "pause_share",
    "syllable_count",
    "speaking_rate_hz",
    "articulation_rate_hz",
    "attack_s",
    "decay_s",
    "energy_centre_share",
    "energy_spread_share",
    "level_std_db",
    "level_crest_db",
    "level_rise_db_per_s",
    "level_fall_db_per_s",
)

SPEECH_RANGE_DB = 25.0
SUSTAINED_RANGE_DB = 3.0
"""Attack ends and decay begins this close to the loudest frame."""
SYLLABLE_DIP_DB = 2.0
SHORTEST_PAUSE_S = 0.15
FLOOR = 1e-5
"""Root mean square below which a frame is always silent: less than one step of 16 bits."""


@njit(cache=True, nogil=True)
def describe_timing(rms, f0_hz, hop_s, duration_s):  # pragma: no cover
    """The values that `TIMING_NAMES` names; a silent clip has its duration, all of it leading silence.

    Parameters
    ----------
    rms : (frames,) float32
        Root mean square of each frame.
    f0_hz : (frames,) float32
        0 where unvoiced.
    hop_s, duration_s : float
    """
    values = np.zeros(len(TIMING_NAMES))
    values[0] = duration_s
    level = _smooth_level_db(rms)
    peak = level.max()
    if peak <= 20 * math.log10(FLOOR):
        values[2] = duration_s
        return values
    first, last = _extent(level, peak - SPEECH_RANGE_DB)
    speech_s = (last - first + 1) * hop_s
    values[1] = min(speech_s, duration_s)
    values[2] = first * hop_s
    values[3] = max(0.0, duration_s - (last + 1) * hop_s)
    values[4], values[5], values[6] = _pauses(level[first : last + 1], peak - SPEECH_RANGE_DB, hop_s)
    values[7] = values[5] / speech_s
    syllables = _count_syllables(level[first : last + 1], f0_hz[first : last + 1])
    values[8] = syllables
    values[9] = syllables / speech_s
    values[10] = syllables / (speech_s - values[5])
    begin, end = _extent(level, peak - SUSTAINED_RANGE_DB)
    values[11] = (begin - first) * hop_s
    values[12] = (last - end) * hop_s
    values[13], values[14] = _energy_moments(rms[first : last + 1])
    mean, values[15] = _level_moments(level, peak - SPEECH_RANGE_DB)
    values[16] = peak - mean
    values[17], values[18] = _level_slopes(level[first : last + 1], peak - SPEECH_RANGE_DB, hop_s)
    return values


@njit(cache=True, nogil=True)
def _smooth_level_db(rms):  # pragma: no cover
    """Level in dB of the mean square over five frames, which lets syllables through and single cycles not."""
    level = np.empty(len(rms))
    for frame in range(len(rms)):
        power = 0.0
        begin, end = max(0, frame - 2), min(len(rms), frame + 3)
        for i in range(begin, end):
            power += float(rms[i]) * rms[i]
        level[frame] = 10 * math.log10(max(power / (end - begin), FLOOR * FLOOR))
    return level


@njit(cache=True, nogil=True)
def _extent(level, floor):  # pragma: no cover
    """First and last frame that reach a level; the loudest one does."""
    first, last = 0, len(level) - 1
    while level[first] < floor:
        first += 1
    while level[last] < floor:
        last -= 1
    return first, last


@njit(cache=True, nogil=True)
def _pauses(level, floor, hop_s):  # pragma: no cover
    """Number, total and greatest length of the silences within speech that last long enough."""
    count = total = longest = 0.0
    run = 0
    for frame in range(len(level)):
        if level[frame] < floor:
            run += 1
            continue
        if run * hop_s >= SHORTEST_PAUSE_S:
            count += 1
            total += run * hop_s
            longest = max(longest, run * hop_s)
        run = 0
    return count, total, longest


@njit(cache=True, nogil=True)
def _count_syllables(level, f0_hz):  # pragma: no cover
    """Voiced maxima of the level between dips of 2 dB; speech that is cut off ends its last one."""
    count = 0
    rising = True
    highest, highest_at, lowest = -np.inf, 0, np.inf
    for frame in range(len(level)):
        if rising:
            if level[frame] > highest:
                highest, highest_at = level[frame], frame
            elif level[frame] <= highest - SYLLABLE_DIP_DB:
                count += f0_hz[highest_at] > 0
                rising, lowest = False, level[frame]
        elif level[frame] < lowest:
            lowest = level[frame]
        elif level[frame] >= lowest + SYLLABLE_DIP_DB:
            rising, highest, highest_at = True, level[frame], frame
    return count + (rising and f0_hz[highest_at] > 0)


@njit(cache=True, nogil=True)
def _energy_moments(rms):  # pragma: no cover
    """Centre and spread of the energy over speech, whose beginning is 0 and whose end is 1."""
    total = centre = spread = 0.0
    length = max(1, len(rms) - 1)
    for frame in range(len(rms)):
        energy = float(rms[frame]) * rms[frame]
        total += energy
        centre += energy * frame / length
    centre /= total
    for frame in range(len(rms)):
        spread += float(rms[frame]) * rms[frame] * (frame / length - centre) ** 2
    return centre, math.sqrt(spread / total)


@njit(cache=True, nogil=True)
def _level_moments(level, floor):  # pragma: no cover
    """Mean and standard deviation of the frames that reach a level."""
    total = square = 0.0
    count = 0
    for frame in range(len(level)):
        if level[frame] >= floor:
            total += level[frame]
            square += level[frame] ** 2
            count += 1
    mean = total / count
    return mean, math.sqrt(max(0.0, square / count - mean**2))


@njit(cache=True, nogil=True)
def _level_slopes(level, floor, hop_s):  # pragma: no cover
    """Mean rate of the rises and of the falls, both positive, between neighbouring frames of speech."""
    rise = fall = 0.0
    rises = falls = 0
    for frame in range(1, len(level)):
        if min(level[frame], level[frame - 1]) < floor:
            continue
        change = (level[frame] - level[frame - 1]) / hop_s
        if change > 0:
            rise += change
            rises += 1
        elif change < 0:
            fall -= change
            falls += 1
    return rise / max(1, rises), fall / max(1, falls)
