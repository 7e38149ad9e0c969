"""From reasons to findings, and from findings to the treatment of a clip."""

from typing import NamedTuple

import pandas as pd

from cremad.cleaning.defects import RULES, RuleOptions
from cremad.cleaning.registry import unnoticed_defects

COLUMNS = ["clip_id", "path", "rule", "reason", "severity"]

HARMLESS = {"no_duration", "duration_disagrees"}
"""Rules that do no harm: the part of the file that is used was decoded completely."""
OF_AUDIO = {"unreadable_sound", "silent", "wrong_rate"}
"""Rules that concern a file's audio and not its frames."""
OF_VIDEO = {"unreadable_frames"}
"""Rules that concern a file's frames and not its audio."""


class Verdict(NamedTuple):
    """What the rules have found, and its consequences for clips."""

    findings: pd.DataFrame
    """clip_id, path, rule, reason, severity."""
    blinded: set[str]
    """Clips whose frames are defective while their audio is good."""


def find_defects(evidence: pd.DataFrame, options: RuleOptions) -> Verdict:
    """Apply every rule to every file that belongs to a clip.

    A finding is an error, and quarantines the clip, where it concerns the file of the clip's audio, or of its
    video if it has no audio. Anything else is a warning: another file is used, or the frames are left out.

    Parameters
    ----------
    evidence : DataFrame
        Of `gather_evidence`.
    options : RuleOptions
    """
    tables = []
    for rule, find in RULES.items():
        reasons = find(evidence, options).dropna()
        tables.append(evidence.loc[reasons.index].assign(rule=rule, reason=reasons))
    found = pd.concat(tables)
    found = pd.concat([found, unnoticed_defects(evidence, set(found["path"]))], ignore_index=True)
    harmless = HARMLESS | ({"unofficial_bytes"} if options.on_unofficial_bytes == "keep" else set())
    spoils = ~found["rule"].isin(harmless)
    audio = spoils & found["is_audio"] & ~found["rule"].isin(OF_VIDEO)
    video = spoils & found["is_video"] & ~found["rule"].isin(OF_AUDIO)
    is_error = audio | (video & found["audio_path"].isna())
    found["severity"] = is_error.map({True: "error", False: "warning"})
    return Verdict(found[COLUMNS], set(found.loc[video & ~is_error, "clip_id"]))


def find_strangers(corpus_files: pd.DataFrame) -> pd.DataFrame:
    """Files of the corpus folder that belong to no clip, each as an error under the file's own name.

    One that is named like a clip, such as notes next to its WAV, is a warning, since the clip is not affected.
    """
    strangers = corpus_files[corpus_files["problem"].notna()]
    names = strangers["path"].str.rsplit("/", n=1).str[-1].str.rsplit(".", n=1).str[0]
    return pd.DataFrame(
        {
            "clip_id": names,
            "path": strangers["path"],
            "rule": "no_clip",
            "reason": strangers["problem"],
            "severity": names.isin(corpus_files["clip_id"].dropna()).map({True: "warning", False: "error"}),
        },
        columns=COLUMNS,
    )
