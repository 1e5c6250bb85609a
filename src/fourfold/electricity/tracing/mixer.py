"""The ways to solve the mixing; all yield the same factors and reasons (I17).

``compiled`` needs numba (``fourfold[fast]``). ``batched`` and ``sparse`` need nothing more, and suit small and large
networks. ``dense`` is the obvious reference. ``auto`` takes the fastest there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.network import Flows, Mixer, Network
from fourfold.electricity.tracing.result import Reasons

BATCHED_MOST_NODES = 80
"""Beyond this many nodes sparse solves one by one are faster than dense ones side by side."""
WORTH_COMPILING = 4_000_000
"""Values from which the compiled way, once loaded, makes up for the time of loading it: about two seconds of numpy."""


def mixer(name: str = "auto") -> Mixer:
    """A way to solve the mixing.

    Args:
        name: ``auto``, ``compiled``, ``batched``, ``sparse`` or ``dense``.

    Raises:
        ValueError: There is no such way.
        ImportError: ``compiled`` without numba.
    """
    if name not in MIXERS:
        raise ValueError(f"no mixer {name!r}; there are {', '.join(MIXERS)}")
    return MIXERS[name]()


def mixer_for(values: int) -> Mixer:
    """The way that is done soonest for this many values, intervals times nodes times attributes.

    Loading compiled code takes a second or two, which small grids do not need to wait for.
    """
    return _uncompiled if values < WORTH_COMPILING else _auto()


def _auto() -> Mixer:
    return _compiled() if find_spec("numba") else _uncompiled


def _uncompiled(network: Network, flows: Flows) -> tuple[Floats, Reasons]:
    return (_batched() if network.count <= BATCHED_MOST_NODES else _sparse())(network, flows)


def _compiled() -> Mixer:
    from fourfold.electricity.tracing.mixer_compiled import CompiledMixer

    return CompiledMixer()


def _batched() -> Mixer:
    from fourfold.electricity.tracing.mixer_numpy import mix_batched

    return mix_batched


def _sparse() -> Mixer:
    from fourfold.electricity.tracing.mixer_sparse import mix_sparse

    return mix_sparse


def _dense() -> Mixer:
    from fourfold.electricity.tracing.mixer_numpy import mix_dense

    return mix_dense


MIXERS: Mapping[str, Callable[[], Mixer]] = {
    "auto": _auto,
    "compiled": _compiled,
    "batched": _batched,
    "sparse": _sparse,
    "dense": _dense,
}
