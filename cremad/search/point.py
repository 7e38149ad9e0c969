"""A point of a search space, and its model specification.

A point is flat, since strategies draw, cross and mutate parameter by parameter: ``learner``, the learner's own
parameters as ``<learner>.<parameter>``, those of the preparation, and ``use.<family>`` for each family.
"""

import json
from collections.abc import Sequence

from cremad.catalogue.spec import ModelSpec
from cremad.models.candidate import FAMILIES, PREPARATION
from cremad.models.space import Params, part_of

LEARNER = "learner"
USE = "use"
"""Prefix of the parameters that select families of features."""


def read_point(point: Params) -> tuple[str, Params]:
    """The learner of a point, and the parameters that are chosen for it and its preparation.

    >>> read_point({"use.mfcc": True, "use.rms": False, "learner": "svm_rbf", "svm_rbf.C": 2.0})
    ('svm_rbf', {'C': 2.0, 'families': ['mfcc']})
    """
    params = {name: point[name] for name in PREPARATION if name in point} | part_of(point, point[LEARNER])
    if use := part_of(point, USE):
        params[FAMILIES] = [family for family, used in use.items() if used]
    return point[LEARNER], params


def to_spec(point: Params, features: Sequence[str]) -> ModelSpec:
    """The model specification of a point.

    Parameters
    ----------
    point : dict
        Parameter → value.
    features : sequence of str
        Feature sets that were searched over.
    """
    learner, params = read_point(point)
    return ModelSpec(learner=learner, features=tuple(features), params=params)


def spec_line(spec: ModelSpec) -> str:
    """A specification as one line of JSON, which is YAML too; parts with their default are omitted.

    >>> spec_line(ModelSpec(learner="svm_rbf", params={"C": 2.0}))
    '{"learner": "svm_rbf", "features": ["audio"], "params": {"C": 2.0}}'
    """
    told = {"learner": spec.learner, "features": spec.features}
    return json.dumps(told | spec.model_dump(mode="json", exclude_defaults=True))
