"""The publication gate: what a page must have before it is shown to the public."""

# ruff: noqa: F401 — what other rooms ask of it.
from .checking import check_page, get_blocking, get_rules, read_text
from .rules import Problem, Rule, approved_together
