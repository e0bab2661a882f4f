"""The models of care, by subject."""

from .links import CheckedLink, LinkHost, LinkState, LinkUse
from .lost import LostReference
from .reviews import PageReview
from .sharing import SharedDraft

__all__ = ["CheckedLink", "LinkHost", "LinkState", "LinkUse", "LostReference", "PageReview", "SharedDraft"]
