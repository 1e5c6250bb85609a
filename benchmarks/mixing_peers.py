"""What tracing is measured against: the same arrays solved as others solve them."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import spsolve

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.network import Flows, Network

GRIDEMISSIONS = "gridemissions==0.1.10"
THEIR_SOLVE = """
import sys, time
import numpy as np
from gridemissions.emissions import consumption_emissions
data = np.load(sys.argv[1])
start, end = data["start"], data["end"]
factors, seconds = [], 0.0
for source, amount, sent in zip(data["source"], data["amount"], data["sent"]):
    exchange = np.zeros((source.size, source.size))
    np.add.at(exchange, (start, end), sent)
    np.add.at(exchange, (end, start), -sent)
    begin = time.process_time()
    found, _ = consumption_emissions(amount, source, exchange)
    seconds += time.process_time() - begin
    factors.append(found)
np.savez(sys.argv[2], factors=np.array(factors), seconds=seconds)
"""


def by_spsolve(network: Network, flows: Flows) -> tuple[Floats, float]:
    """One sparse matrix an hour, one call of ``scipy.sparse.linalg.spsolve``; factors and CPU seconds."""
    found = np.empty(flows.source_amount.shape)
    begin = time.process_time()
    every = np.arange(network.count)
    for h, sent in enumerate(flows.sent_mwh):
        sender = np.where(sent > 0, network.from_node, network.to_node)
        receiver = np.where(sent > 0, network.to_node, network.from_node)
        energy = np.abs(sent)
        diagonal = flows.source_mwh[h] + np.bincount(receiver, energy, network.count)
        entries = np.concatenate([diagonal, -energy])
        at = np.concatenate([every, receiver]), np.concatenate([every, sender])
        found[h] = spsolve(csc_matrix((entries, at), shape=(network.count,) * 2), flows.source_amount[h])
    return found, time.process_time() - begin


def by_batches(network: Network, flows: Flows, most: int = 128) -> tuple[Floats, float]:
    """Dense matrices of many hours, one call of ``numpy.linalg.solve`` for each batch; factors and CPU seconds."""
    found = np.empty(flows.source_amount.shape)
    begin = time.process_time()
    every = np.arange(network.count)
    for start in range(0, len(found), most):
        part = slice(start, start + most)
        sent = flows.sent_mwh[part]
        matrices = np.zeros((len(sent), network.count, network.count))
        matrices[:, network.to_node, network.from_node] = -np.maximum(sent, 0)
        matrices[:, network.from_node, network.to_node] = -np.maximum(-sent, 0)
        matrices[:, every, every] = flows.source_mwh[part] - matrices.sum(axis=2)
        found[part] = np.linalg.solve(matrices, flows.source_amount[part])
    return found, time.process_time() - begin


def by_gridemissions(network: Network, flows: Flows) -> tuple[Floats, float]:
    """The solve function of gridemissions as published, in an environment of its own; factors and its CPU seconds.

    Raises:
        RuntimeError: It could not be installed or run; says why.
    """
    with tempfile.TemporaryDirectory() as name:
        given, taken = Path(name) / "given.npz", Path(name) / "taken.npz"
        np.savez(
            given, start=network.from_node, end=network.to_node,
            source=flows.source_mwh, amount=flows.source_amount, sent=flows.sent_mwh,
        )  # fmt: skip
        command = ["uv", "run", "--quiet", "--no-project", "--with", GRIDEMISSIONS, "python", "-c", THEIR_SOLVE]
        try:
            done = subprocess.run(
                [*command, str(given), str(taken)], capture_output=True, text=True, timeout=600, cwd=name
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RuntimeError(str(error)) from error
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no message")
        with np.load(taken) as found:
            return found["factors"], float(found["seconds"])
