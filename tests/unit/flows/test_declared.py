"""Descriptions in the types of a flow's parameters reach Prefect's form."""

import logging
from typing import Annotated

import pytest
from pydantic import Field

from cremad.errors import OptionError
from flows.declared import flow

Weight = Annotated[float, Field(description="Weight: of a row, in [0, 1].", ge=0, le=1)]


@flow(name="weigh")
def weigh(weight: Weight = 0.5, other: Weight | None = None) -> float:
    """Weigh rows.

    Twice, if need be.
    """
    return weight


def test_each_field_of_the_form_has_the_description_of_its_type():
    fields = weigh.parameters.properties
    assert {name: field["description"] for name, field in fields.items()} == dict.fromkeys(
        ("weight", "other"), "Weight: of a row, in [0, 1]."
    )
    assert (fields["weight"]["minimum"], fields["weight"]["default"]) == (0, 0.5)


def test_the_flow_itself_is_described_without_its_parameters():
    assert weigh.description == "Weigh rows.\n\nTwice, if need be."
    assert weigh.name == "weigh"


def test_a_parameter_without_a_description_is_refused():
    def bare(weight: float = 0.5) -> float:
        return weight

    with pytest.raises(TypeError, match="'weight' of the flow bare has no Field"):
        flow(name="bare")(bare)


@pytest.mark.parametrize("runs", ["prefect.flow_runs", "prefect.task_runs"])
@pytest.mark.parametrize(
    ("error", "message", "traceback"),
    [
        (OptionError("no model 'x'", remedy="There is 'y'."), "no model 'x'. There is 'y'.", False),
        (ValueError("a defect"), "Encountered ValueError('a defect')", True),
    ],
)
def test_only_errors_that_nobody_foresaw_are_logged_with_a_traceback(runs, error, message, traceback):
    logger = logging.getLogger(runs)
    fault = (type(error), error, None)
    record = logger.makeRecord(runs, logging.ERROR, __file__, 1, "Encountered %r", (error,), fault)
    assert logger.filter(record)
    assert record.getMessage() == message
    assert bool(record.exc_info) == traceback
