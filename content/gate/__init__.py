"""The publication gate: what a page must have before it is shown to the public."""

from .checking import check_page, get_blocking, get_rules, read_text
from .problems import Problem, Severity
from .rules import Rule, approved_together

__all__ = ["Problem", "Rule", "Severity", "approved_together", "check_page", "get_blocking", "get_rules", "read_text"]
