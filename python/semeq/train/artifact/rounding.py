"""Shorten a network's weights to bfloat16 without moving what it puts out."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from semeq.train.data.table import SettingsTable
from semeq.train.model.isometric import ScaledMlp
from semeq.train.model.networks import Autoencoder
from semeq.train.model.silu_mlp import SiluMlp

N_ANYWHERE = 4096
"""Settings drawn from all of the bounds beside those of the rows."""

DAMPING = 1e-6
"""Added to the diagonal of the inputs' second moments, as a share of its mean."""


@torch.no_grad()
def round_decoder(model: Autoencoder, table: SettingsTable) -> None:
    """Round the weights of `model`'s decoder, in place, for the latents of any settings.

    A decoder of another kind than :class:`SiluMlp` stays as it is: the native engine does not
    run it.
    """
    if isinstance(model.decoder, ScaledMlp):
        model.decoder = model.decoder.folded()
    if not isinstance(model.decoder, SiluMlp):
        return
    rows = torch.tensor(table.params, dtype=torch.float32)
    generator = torch.Generator().manual_seed(0)
    anywhere = torch.rand(N_ANYWHERE, rows.shape[1], generator=generator)
    params = torch.cat([rows, model.normalizer.inverse(anywhere)])
    round_to_bfloat16(model.decoder, model.encode(params))


@torch.no_grad()
def round_to_bfloat16(network: SiluMlp, inputs: Tensor) -> None:
    """Round the weights of `network`, in place, to values that bfloat16 can hold.

    Decoding one row takes as long as streaming the weights, and the C++ engine packs such
    weights into half the bytes. They stay float32 tensors. Rounding goes column by column,
    and each column's error is made up for by the columns still to come, as far as `inputs`
    vary together; biases are not rounded.

    Parameters
    ----------
    network : SiluMlp
        Changed in place.
    inputs : Tensor, shape (n, n_in)
        Rows such as the network will meet; more of them than any layer has inputs.

    References
    ----------
    B. Hassibi and D. Stork, "Second order derivatives for network pruning: optimal brain
    surgeon", NeurIPS 1992; E. Frantar et al., "GPTQ: accurate post-training quantization for
    generative pre-trained transformers", ICLR 2023, whose order of columns and Cholesky factor
    these are.

    Examples
    --------
    >>> network = SiluMlp([4, 8, 2])
    >>> round_to_bfloat16(network, torch.randn(100, 4))
    >>> weight = network.layers[0].weight
    >>> bool((weight == weight.bfloat16().float()).all())
    True
    """
    values = inputs.double()
    for layer in network.linears:
        layer.weight.copy_(_rounded(layer.weight.double(), values))
        values = functional.silu(values @ layer.weight.double().T + layer.bias.double())


def _rounded(weight: Tensor, inputs: Tensor) -> Tensor:
    moments = inputs.T @ inputs / len(inputs)
    moments += DAMPING * moments.diagonal().mean() * torch.eye(len(moments), dtype=moments.dtype)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(moments))
    factor = torch.linalg.cholesky(inverse, upper=True)
    rest = weight.clone()
    for column in range(weight.shape[1]):
        kept = rest[:, column].bfloat16().double()
        lost = (rest[:, column] - kept) / factor[column, column]
        rest[:, column:] -= torch.outer(lost, factor[column, column:])
        rest[:, column] = kept
    return rest
