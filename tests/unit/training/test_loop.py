"""The loop learns, repeats itself, does what its options say and leaves no trace in torch."""

import numpy as np
import pytest

from cremad.errors import OptionError

torch = pytest.importorskip("torch")

from cremad.training.inference import judge, log_probabilities  # noqa: E402
from cremad.training.loop import train_network  # noqa: E402
from cremad.training.options import TrainingOptions  # noqa: E402
from cremad.training.run import Hook  # noqa: E402
from cremad.training.samples import MappedSamples  # noqa: E402

OPTIONS = TrainingOptions(epochs=2, batch=8, learning_rate=0.01)


class Watch(Hook):
    """Writes down its moments, and something of the run at each step."""

    def __init__(self, look=lambda run: None):
        self.moments, self.seen, self.look = [], [], look

    def on_start(self, run):
        self.moments.append("start")

    def on_step(self, run):
        self.moments.append("step")
        self.seen.append(self.look(run))

    def on_epoch(self, run):
        self.moments.append("epoch")

    def on_end(self, run):
        self.moments.append("end")


@pytest.fixture
def train(samples, make_network):
    def begin(held_out=True, hooks=(), seed=0, network=None, **options):
        network = network or make_network()
        sides = samples.take(range(28)), samples.take(range(28, 40)) if held_out else None
        options = OPTIONS.model_copy(update=options)
        history = train_network(network, *sides, options, seed=seed, hooks=hooks)
        return network, history

    return begin


def same(one, other):
    return all(torch.equal(tensor, other.state_dict()[name]) for name, tensor in one.state_dict().items())


def test_it_learns_and_tells_how(train):
    network, history = train(epochs=30)
    assert history[-1].train_loss < 0.6 < history[0].train_loss
    assert max(row.held_out_uar for row in history) > 0.8
    assert [row.epoch for row in history] == list(range(1, len(history) + 1))
    assert all(row.gradient_norm > 0 and row.seconds > 0 for row in history)
    assert not network.training


def test_ten_clips_are_learnt_by_heart(samples, make_network):
    network, ten = make_network(), samples.take(range(10))
    options = TrainingOptions(epochs=150, batch=10, learning_rate=0.03, schedule="constant", class_weights=False)
    history = train_network(network, ten, ten, options, seed=0)
    assert min(row.held_out_loss for row in history) < 0.01


def test_the_seed_decides_everything_and_nothing_else_does(train):
    one, _ = train(seed=1, mixup=0.2)
    torch.rand(3)
    again, _ = train(seed=1, mixup=0.2, workers=2)
    other, _ = train(seed=2, mixup=0.2)
    assert same(one, again)
    assert not same(one, other)


def test_torch_is_left_as_it_was(train):
    before = torch.get_rng_state(), torch.are_deterministic_algorithms_enabled()
    train()
    with pytest.raises(OptionError):
        train(learning_rate=1e30)
    assert torch.equal(before[0], torch.get_rng_state())
    assert torch.are_deterministic_algorithms_enabled() is before[1]


def test_operations_that_depend_on_timing_are_refused_while_it_trains(train):
    seen = Watch(lambda run: torch.are_deterministic_algorithms_enabled())
    train(hooks=[seen], deterministic=True, epochs=1)
    train(hooks=[seen], deterministic=False, epochs=1)
    assert seen.seen == [True] * 4 + [False] * 4


def test_hooks_are_called_at_their_moments(train):
    watch = Watch()
    train(hooks=[watch])
    assert watch.moments == ["start", *["step"] * 4, "epoch", *["step"] * 4, "epoch", "end"]


def test_a_hook_may_stop_the_training(train):
    class Enough(Hook):
        def on_epoch(self, run):
            run.stopped = True

    assert len(train(hooks=[Enough()])[1]) == 1


def test_the_weights_that_are_kept_are_those_that_were_judged_best(train, samples):
    for ema in (0.0, 0.8):
        network, history = train(epochs=12, learning_rate=0.3, schedule="constant", ema=ema, patience=0)
        held_out = samples.take(range(28, 40))
        losses = [row.held_out_loss for row in history]
        assert losses.index(min(losses)) < 11
        assert judge(log_probabilities(network, held_out), held_out)[0] == min(losses)


def test_with_nobody_held_out_the_last_weights_are_kept(train):
    watch = Watch(lambda run: {name: tensor.clone() for name, tensor in run.network.state_dict().items()})
    network, history = train(held_out=False, hooks=[watch])
    assert all(torch.equal(tensor, watch.seen[-1][name]) for name, tensor in network.state_dict().items())
    assert np.isnan([row.held_out_loss for row in history]).all()
    averaged, _ = train(held_out=False, ema=0.9)
    assert not same(averaged, network)


def test_the_learning_rate_is_the_schedules(train):
    watch = Watch(lambda run: run.learning_rate)
    _, history = train(hooks=[watch], schedule="exponential", warmup_share=0, final_share=0.01)
    assert watch.seen == pytest.approx([0.01 * 0.01 ** (step / 7) for step in range(8)])
    assert [row.learning_rate for row in history] == [watch.seen[3], watch.seen[7]]


class Plain(torch.nn.Module):
    """Logits that are one linear map of the features: nothing in it depends on the batch."""

    def __init__(self):
        super().__init__()
        self.map = torch.nn.Linear(5, 3)
        torch.nn.init.constant_(self.map.weight, 0.5)
        torch.nn.init.zeros_(self.map.bias)

    def forward(self, inputs, masks):
        return self.map(inputs["features"])


def test_a_batch_in_parts_is_the_batch(train):
    one, history = train(network=Plain())
    parts, in_parts = train(network=Plain(), accumulation=3)
    assert torch.allclose(one.map.weight, parts.map.weight, atol=1e-6)
    assert [row.train_loss for row in in_parts] == pytest.approx([row.train_loss for row in history])
    assert [row.gradient_norm for row in in_parts] == pytest.approx([row.gradient_norm for row in history])


class Gradients(Watch):
    """Norm and largest entry of the gradient as the optimiser is given it."""

    def on_start(self, run):
        step = run.optimiser.step

        def noted(learning_rate):
            entries = torch.cat([weight.grad.flatten() for weight in run.network.parameters()])
            self.seen.append((entries.norm().item(), entries.abs().max().item()))
            step(learning_rate)

        run.optimiser.step = noted

    def on_step(self, run):
        """Noted already."""


def test_gradients_are_limited_in_norm_and_in_value(train):
    free, norm, value = Gradients(), Gradients(), Gradients()
    _, history = train(network=Plain(), hooks=[free], clip_norm=0, epochs=1)
    _, limited = train(network=Plain(), hooks=[norm], clip_norm=0.1, epochs=1)
    train(network=Plain(), hooks=[value], clip_norm=0, clip_value=0.01, epochs=1)
    assert min(each for each, _ in free.seen) > 0.1
    assert history[0].gradient_norm == pytest.approx(np.mean([each for each, _ in free.seen]))
    assert [each for each, _ in norm.seen] == pytest.approx([0.1] * 4, rel=1e-3)
    assert limited[0].gradient_norm > 0.1
    assert [entry for _, entry in value.seen] == pytest.approx([0.01] * 4)


def test_matrices_decay_and_biases_do_not(train):
    network = Plain()
    torch.nn.init.constant_(network.map.bias, 1.0)
    network.forward = lambda inputs, masks: network.map(inputs["features"]) * 0
    train(held_out=False, network=network, weight_decay=0.1, schedule="constant", warmup_share=0)
    assert network.map.weight.detach().numpy() == pytest.approx(0.5 * (1 - 0.01 * 0.1) ** 8)
    assert network.map.bias.tolist() == [1, 1, 1]


def test_frozen_weights_stay(train):
    network = Plain()
    network.map.bias.requires_grad_(False)
    train(network=network)
    assert network.map.bias.tolist() == [0, 0, 0]


def test_clips_are_changed_for_training_alone(make_network):
    rng = np.random.default_rng(0)
    cells = {
        "log_mel": [rng.normal(size=(30, 4)).astype(np.float32) for _ in range(8)],
        "features": [rng.normal(size=5).astype(np.float32) for _ in range(8)],
    }
    sides = [MappedSamples(cells, np.eye(3)[np.arange(8) % 3]).load() for _ in range(2)]
    before = sides[0].inputs["log_mel"].clone()
    given = {True: [], False: []}

    class Notes(type(make_network())):
        def forward(self, inputs, masks):
            given[self.training].append(inputs["log_mel"].clone())
            return super().forward(inputs, masks)

    train_network(Notes(), *sides, TrainingOptions(epochs=2, batch=8, spec_augment=True), seed=0)
    assert all(torch.equal(side.inputs["log_mel"], before) for side in sides)
    assert all(torch.equal(values, before) for values in given[False])
    totals = [round(values.sum().item(), 3) for values in given[True]]
    assert round(before.sum().item(), 3) not in totals
    assert totals[0] != totals[1]


def test_a_loss_that_is_no_number_is_told(train):
    with pytest.raises(OptionError, match=r"loss of epoch \d+ is .*Lower the learning rate"):
        train(learning_rate=1e30, epochs=5)


def test_half_precision_computes_in_bfloat16_and_keeps_weights_whole(train):
    kinds = set()

    class Looks(Plain):
        def forward(self, inputs, masks):
            logits = super().forward(inputs, masks)
            kinds.add(logits.dtype)
            return logits

    network, history = train(network=Looks(), precision="mixed")
    assert kinds == {torch.bfloat16}
    assert network.map.weight.dtype == torch.float32
    assert history[-1].train_loss < history[0].train_loss


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_a_device_that_is_not_there_is_named(train):
    with pytest.raises(OptionError, match="no CUDA device"):
        train(device="cuda")
