"""Life-cycle models: which process supplies which input of which other.

A process dataset does not say who supplies it; a model does, between instances of processes. The same process used
twice with two suppliers cannot be kept apart in one database: the first supplier is taken and the other reported.
"""

from __future__ import annotations

from fourfold.data.databases.formats.ilcd.messages import MODEL_LINK_TWICE, MODEL_PROCESS_UNKNOWN
from fourfold.data.databases.formats.ilcd.names import reference
from fourfold.data.databases.formats.ilcd.tree import Node
from fourfold.data.databases.report import Effect, ImportReport


def add_links(root: Node, links: dict[tuple[str, str], str], report: ImportReport) -> None:
    """Add the connections of a model to `links`: supplying process by using process and flow.

    Args:
        root: the dataset.
        links: receives the connections.
        report: receives those that cannot be kept.
    """
    instances = list(root.all("lifeCycleModelInformation", "technology", "processes", "processInstance"))
    processes = {
        node.attribute("dataSetInternalID"): reference(node.first("referenceToProcess"))[0] for node in instances
    }
    for node in instances:
        provider = processes[node.attribute("dataSetInternalID")]
        for output in node.all("connections", "outputExchange"):
            for downstream in output.all("downstreamProcess"):
                user = processes.get(downstream.attribute("id"), "")
                flow = (downstream.attribute("flowUUID") or output.attribute("flowUUID")).casefold()
                if not user or not provider:
                    report.note(
                        Effect.UNLINKED,
                        MODEL_PROCESS_UNKNOWN,
                        downstream.place,
                        found=downstream.attribute("id") or "–",
                    )
                    continue
                first = links.setdefault((user, flow), provider)
                if first != provider:
                    report.note(
                        Effect.AMBIGUOUS,
                        MODEL_LINK_TWICE,
                        downstream.place,
                        flow=flow,
                        process=user,
                        found=provider,
                        first=first,
                    )
