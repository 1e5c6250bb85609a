"""The report: one HTML file a person opens, reads and prints."""

from fourfold.exchange.report.document import ResultShapeError
from fourfold.exchange.report.render import render_report

__all__ = ["render_report", "ResultShapeError"]
