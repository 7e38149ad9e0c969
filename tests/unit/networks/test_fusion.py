"""From the vectors of the modalities to one of the clip."""

import pytest

torch = pytest.importorskip("torch")

from cremad.networks.architecture import ArchitectureOptions  # noqa: E402
from cremad.networks.fusion import FUSIONS, EarlyFusion, lose_modalities  # noqa: E402

OPTIONS = ArchitectureOptions(width=4, heads=2, dropout=0.0)
THERE = torch.tensor([[True, True], [True, False], [False, False]])


def test_early_fusion_mixes_the_vectors_and_has_one_for_what_is_gone():
    fusion = EarlyFusion(2, OPTIONS)
    with torch.no_grad():
        fusion.mix[0].weight.copy_(torch.eye(4).repeat(1, 2))
        fusion.mix[0].bias.zero_()
        fusion.gone.copy_(torch.tensor([[10.0] * 4, [20.0] * 4]))
    vectors = torch.tensor([[1.0] * 4, [2.0] * 4]).expand(3, 2, 4)
    assert fusion(vectors, THERE)[:, 0].tolist() == [1 + 2, 1 + 20, 10 + 20]


def test_early_fusion_learns_the_vector_of_what_is_gone():
    fusion = EarlyFusion(2, OPTIONS)
    torch.nn.init.ones_(fusion.mix[0].weight)
    fusion(torch.ones(3, 2, 4), THERE[:2].repeat(2, 1)[:3]).sum().backward()
    assert fusion.gone.grad[0].tolist() == [0.0] * 4
    assert (fusion.gone.grad[1] > 0).all()


@pytest.mark.parametrize("fusion", FUSIONS)
@pytest.mark.parametrize("mode", ["train", "eval"])
def test_what_is_gone_says_nothing(fusion, mode):
    torch.manual_seed(0)
    module = FUSIONS[fusion](2, OPTIONS).train(mode == "train")
    vectors = torch.randn(3, 2, 4)
    other = torch.where(THERE.unsqueeze(-1), vectors, 50.0)
    with torch.inference_mode(mode == "eval"):
        torch.testing.assert_close(module(vectors, THERE), module(other, THERE))


def test_clips_without_any_modality_have_finite_outputs_and_gradients():
    torch.manual_seed(0)
    for make in FUSIONS.values():
        module, vectors = make(2, OPTIONS), torch.randn(3, 2, 4, requires_grad=True)
        joined = module(vectors, THERE)
        joined.sum().backward()
        assert joined.isfinite().all()
        assert vectors.grad.isfinite().all()


def test_modalities_are_lost_at_the_given_rate_but_never_all():
    torch.manual_seed(0)
    there = torch.ones(20_000, 3, dtype=torch.bool)
    there[:100, 1:] = False
    there[100:200] = False
    kept = lose_modalities(there, 0.4)
    assert not (kept & ~there).any()
    assert kept[:100, 0].all()
    assert kept[200:].any(1).all()
    # with all three lost (0.4³) none is
    assert 1 - kept[200:].float().mean() == pytest.approx(0.4 - 0.4**3, abs=0.01)
