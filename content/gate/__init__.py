"""The publication gate: what a page must have before it is shown to the public."""

from .checking import check_page, get_blocking, get_rules, read_text
from .problems import Problem, Severity
from .rules import Rule

__all__ = ["Problem", "Rule", "Severity", "check_page", "get_blocking", "get_rules", "read_text"]
