"""Options refuse nonsense and need no torch."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from cremad.training.options import TrainingOptions

WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None
import cremad.training.options, cremad.training.schedules
"""


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"schedule": "linear"}, {"ema": 1.0}, {"momentum": 0.9}])
def test_nonsense_is_refused(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        TrainingOptions(**wrong)


def test_a_search_may_name_options_where_there_is_no_torch():
    subprocess.run([sys.executable, "-c", WITHOUT_TORCH], check=True)
