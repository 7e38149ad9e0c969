"""From reasons to findings, and from findings to what becomes of a clip."""

from typing import NamedTuple

import pandas as pd

from cremad.cleaning.defects import RULES, RuleOptions
from cremad.cleaning.registry import unnoticed_defects

COLUMNS = ["clip_id", "path", "rule", "reason", "severity"]

HARMLESS = {"no_duration", "duration_disagrees"}
"""Rules that spoil nothing: what is used of the file was decoded whole."""
OF_SOUND = {"unreadable_sound", "silent", "wrong_rate"}
"""Rules that say nothing against a file's frames."""
OF_SIGHT = {"unreadable_frames"}
"""Rules that say nothing against a file's sound."""


class Verdict(NamedTuple):
    """What the rules have found, and what it does to clips."""

    findings: pd.DataFrame
    """clip_id, path, rule, reason, severity."""
    blinded: set[str]
    """Clips whose frames are spoilt while their sound is good."""


def find_defects(evidence: pd.DataFrame, options: RuleOptions) -> Verdict:
    """Apply every rule to every file that belongs to a clip.

    A finding is an error, and quarantines the clip, where it spoils what the clip is heard by, or seen by if
    it has no sound. Anything else is a warning: another file of the clip is used, or its frames are left out.

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
    sound = spoils & found["is_sound"] & ~found["rule"].isin(OF_SIGHT)
    sight = spoils & found["is_sight"] & ~found["rule"].isin(OF_SOUND)
    is_error = sound | (sight & found["audio_path"].isna())
    found["severity"] = is_error.map({True: "error", False: "warning"})
    return Verdict(found[COLUMNS], set(found.loc[sight & ~is_error, "clip_id"]))


def find_strangers(corpus_files: pd.DataFrame) -> pd.DataFrame:
    """Files of the corpus folder that belong to no clip, each as an error under the file's own name.

    One that is named like a clip, such as notes beside its WAV, is a warning: the clip is none the worse for it.
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
