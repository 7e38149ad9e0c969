"""Clips and a network that are small enough to be trained in a blink, with all that makes trainings differ."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def samples():
    """40 clips of two modalities and three classes, of unlike lengths; some lack one modality."""
    pytest.importorskip("torch")
    from cremad.training.samples import MappedSamples

    rng = np.random.default_rng(0)
    labels = np.arange(40) % 3
    cells = {
        "features": [rng.normal(label, 1, 5).astype(np.float32) for label in labels],
        "log_mel": [rng.normal(label, 1, (rng.integers(3, 12), 4)).astype(np.float32) for label in labels],
    }
    cells["log_mel"][7] = cells["features"][8] = None
    return MappedSamples(cells, np.eye(3)[labels])


@pytest.fixture(scope="session")
def make_network():
    """Makes a network with batch normalisation and dropout, its weights drawn from a seed."""
    torch = pytest.importorskip("torch")

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.heard = torch.nn.Linear(4, 8)
            self.seen = torch.nn.Linear(5, 8)
            self.norm = torch.nn.BatchNorm1d(16)
            self.drop = torch.nn.Dropout(0.3)
            self.head = torch.nn.Linear(16, 3)

        def forward(self, inputs, masks):
            mask = masks["log_mel"][..., None]
            heard = (self.heard(inputs["log_mel"]).relu() * mask).sum(1) / mask.sum(1).clamp(min=1)
            joint = torch.cat([heard, self.seen(inputs["features"]).relu()], 1)
            return self.head(self.drop(self.norm(joint)))

    def make(seed=0):
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            return Network()

    return make
