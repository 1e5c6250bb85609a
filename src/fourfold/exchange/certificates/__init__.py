"""Labels and paper: the label as SVG and PDF, the certificate and the statement as PDF, the offline checker."""

from fourfold.exchange.certificates.certificate_paper import certificate_pdf as certificate_pdf
from fourfold.exchange.certificates.checker import CheckerKey as CheckerKey
from fourfold.exchange.certificates.checker import checker_page as checker_page
from fourfold.exchange.certificates.label import Label as Label
from fourfold.exchange.certificates.label import label_of as label_of
from fourfold.exchange.certificates.label_pages import label_pdf as label_pdf
from fourfold.exchange.certificates.label_pages import label_svg as label_svg
from fourfold.exchange.certificates.statement_paper import statement_pdf as statement_pdf
