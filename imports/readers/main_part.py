"""The main part of a saved page: its menus, its footer and its notices are the site's, not the text's."""

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from ..cleaning import clean_text
from ..document import Document

AROUND = (
    "nav, aside, footer, [role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search], "
    "[role=dialog], [role=alertdialog], dialog, [class*=cookie], [id*=cookie], [class*=consent], [class*=breadcrumb], "
    "[class*=skip-link], [class*=skiplink]"
)
#: A shorter part is not what the page is about.
MIN_PART = 0.1


def find_main(root: LexborNode, document: Document, apart: set[int]) -> LexborNode:
    """The element to read; what is left out is said, and what is inside it is added to `apart`, by `mem_id`."""
    whole = len(root.text(deep=True))
    found = root.css("main, [role=main]") or root.css("article")
    main = found[0] if len(found) == 1 and len(found[0].text(deep=True)) > MIN_PART * whole else root
    inside = {node.mem_id for node in main.traverse()}
    around = [node for node in root.css(AROUND) if main.mem_id not in {n.mem_id for n in node.traverse()}]
    heads = [node for node in root.css("header") if node.css_first("nav") and not node.css_first("h1")]
    around = [node for node in [*around, *heads] if not _holds_notes(node, apart)]
    # A page that would be nothing but menus is read whole.
    if main.mem_id == root.mem_id and sum(len(node.text(deep=True)) for node in around) > (1 - MIN_PART) * whole:
        return root
    if main.mem_id != root.mem_id:
        around += [node for node in root.css("header") if node.mem_id not in inside]
    for node in around:
        words = " ".join(clean_text(node.text(deep=True, separator=" ")).split())
        if words:
            document.drop(words, _("around the main part of the page: a menu, a notice, a footer"))
        apart.add(node.mem_id)
    return main


def _holds_notes(node: LexborNode, apart: set[int]) -> bool:
    return any(child.mem_id in apart for child in node.traverse())
