"""What a worker that extracts audio has in memory: nothing of networks, whatever the program that started it."""

import subprocess
import sys

import numpy as np
import pytest
import soundfile

WORKER = """
import pickle, sys
from pathlib import Path
{main}
from cremad.features.audio.options import AudioFeatureOptions
from cremad.preprocessing.extraction.audio import AudioExtraction
from cremad.preprocessing.fanout import compute_partition
from cremad.preprocessing.partition_file import read_partition
from cremad.preprocessing.partitions import Partition

folder = Path(sys.argv[1])
record = {{"clip_id": "a", "audio_path": "a.wav", "audio_sha256": "", "audio_gain": 1.0}}
partition = Partition({{"a": ""}}, (record,))
sent = pickle.dumps((AudioExtraction(AudioFeatureOptions()), partition, folder, folder, {{}}))
assert read_partition(compute_partition(*pickle.loads(sent))).num_rows == 1
print({{"torch", "skops"}} & sys.modules.keys())
"""


@pytest.mark.parametrize(
    "main", ["", "import tasks.features", "import flows.features"], ids=["bare", "task", "flow"]
)
def test_a_worker_that_extracts_audio_imports_no_networks(tmp_path, main):
    """A worker process imports first what the main module imports, so the tasks and flows count too."""
    soundfile.write(tmp_path / "a.wav", 0.1 * np.sin(np.arange(16_000) * 0.1), 16_000)
    command = [sys.executable, "-W", "ignore", "-c", WORKER.format(main=main), tmp_path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr
