"""The comparison of schemes as a page: figures side by side, differences rule by rule, recognition gaps."""

from fourfold.exchange.schemes.page import render_comparison as render_comparison
