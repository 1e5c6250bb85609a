"""The residual mix of a grid as a factor file, given a file of claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fourfold.app.electricity.grids import GridRequest, OpenGrid, open_requested
from fourfold.app.electricity.outputs import check_grid_outputs, check_not_read, check_outputs, writing
from fourfold.app.electricity.tracing import AreaSummary, TraceRun, summarise, trace_options
from fourfold.core.canonical import digest_of_file
from fourfold.core.problems import N_, Assumption, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.progress import Tick
from fourfold.core.version import __version__
from fourfold.data.basis import Claim
from fourfold.electricity.factors.files import FactorWriter
from fourfold.electricity.factors.table import FactorsMeta
from fourfold.electricity.grid.state import InputFile
from fourfold.electricity.tracing.claims import Claim as GridClaim
from fourfold.electricity.tracing.claims_file import read_claims
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.residual import ResidualBlock, ResidualMix, residual
from fourfold.electricity.tracing.result import TracedBlock

NO_RESIDUAL_AFTER_TRADE = MessageKind(
    "residual-crosses-areas",
    N_("claims are used in another area than that of generation, so there is no residual of consumption"),
    N_("claims used in the area of generation, or the residual of generation"),
    N_("choose --of generation, or leave out the claims with another consumer_area"),
)


def residual_mix(
    request: GridRequest,
    claims: Path,
    output: Path,
    of: str,
    coupling: str | None,
    losses: str | None,
    storage: str | None,
    tick: Tick,
) -> TraceRun:
    """Compute the residual mix and write it as a factor file of the basis ``residual``.

    Args:
        request: the grid.
        claims: file of claims.
        output: factor file to write; its ending names the form.
        of: ``consumption``, what consumers draw after trade, or ``generation``, what is left in each area before it.
        coupling, losses, storage: choices by word; ``None`` takes what grid.yaml says.
        tick: told of progress.

    Raises:
        InputError: grid or claims cannot be used, or the output cannot go where it is to.
    """
    check_grid_outputs(request.path, {"--output": output})
    check_outputs([claims], {"--output": output})
    grid = open_requested(request, tick)
    check_not_read(grid, {"--output": output})
    problems = Problems()
    found = read_claims(claims, grid.data.frame.attributes[0].name, problems)
    problems.raise_if_errors()
    options = trace_options(grid, coupling, losses, storage, "none")
    source = InputFile(claims.name, digest_of_file(claims), len(found))
    return write_residual(grid, found, source, output, of, options, request.asked, tick)


def write_residual(
    grid: OpenGrid,
    claims: Sequence[GridClaim],
    source: InputFile,
    output: Path,
    of: str,
    options: TraceOptions,
    asked: Mapping[str, str],
    tick: Tick,
    assumptions: tuple[Assumption, ...] = (),
    watch: Callable[[ResidualBlock], None] = lambda _: None,
) -> TraceRun:
    """Compute the residual mix of a grid that is open, given claims, and write it.

    Args:
        grid: open; where the output may go was checked.
        claims: what is claimed.
        source: where they come from.
        output, of: as in `residual_mix`.
        options: of the residual after trade.
        asked: what was asked beside the declaration.
        tick: told of progress.
        assumptions: what the claims rest on.
        watch: shown every block.

    Raises:
        InputError: the claims do not fit the grid, or the output cannot be written.
    """
    frame = grid.data.frame
    mix = residual(grid.data, claims, options, tick, of_consumption=of == "consumption")
    if of == "consumption" and not mix.is_traced:
        raise InputError([Problem(NO_RESIDUAL_AFTER_TRADE, Place(source.path))])
    areas = [AreaSummary(area) for area in frame.areas]
    total, offset = frame.attributes[:1], grid.opened.offset
    with writing(output), FactorWriter(output, frame.areas, total, frame.time_zone, offset) as writer:
        for found in mix.blocks():
            watch(found)
            block = _consumed(found) if of == "consumption" else _generated(found)
            writer.write(block)
            summarise(areas, block)
        meta = _meta(mix, source, offset, asked, assumptions)
        writer.finish(meta)
    return TraceRun(output, meta, grid.data.starts_s.size, tuple(areas))


def _consumed(block: ResidualBlock) -> TracedBlock:
    if block.traced_per_mwh is None or block.traced_reason is None:
        raise AssertionError("a residual that is traced has factors")
    per_mwh = block.traced_per_mwh[:, :, None]
    return TracedBlock(block.starts_s, per_mwh, block.traced_reason, block.demand_mwh, per_mwh[:, :0])


def _generated(block: ResidualBlock) -> TracedBlock:
    per_mwh = block.generation_per_mwh[:, :, None]
    return TracedBlock(block.starts_s, per_mwh, block.generation_reason, block.generation_mwh, per_mwh[:, :0])


def _meta(
    mix: ResidualMix, claims: InputFile, offset: str, asked: Mapping[str, str], assumptions: tuple[Assumption, ...]
) -> FactorsMeta:
    frame, grid = mix.frame, mix.grid
    return FactorsMeta(
        areas=frame.areas,
        attributes=frame.attributes[:1],
        step_minutes=frame.step_minutes,
        time_zone=frame.time_zone,
        offset=offset,
        basis=replace(frame.basis, claim=Claim.RESIDUAL),
        options=mix.options,
        delivery={},
        status=frame.status,
        documents=frame.documents,
        files=(*grid.files, claims),
        findings=grid.findings,
        assumptions=(*grid.assumptions, *mix.assumptions(), *assumptions),
        balances=mix.balances(),
        version=__version__,
        asked=dict(asked),
    )
