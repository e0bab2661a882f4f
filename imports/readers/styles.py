"""What style sheets, classes and attributes say of an element: shown or hidden, bold, struck out, raised."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

#: Longer sheets are no part of a letter or a report.
MAX_CSS, MAX_RULES = 400_000, 3_000
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_HEAD = re.compile(r"([^{}]*)([{}])")
#: Rules for every screen; what is for another (dark, narrow, printed) is not what most see.
_ALWAYS = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*$|@(?:supports|layer)\b", re.IGNORECASE)
#: What depends on a pointer, or makes content of its own.
_LIVE = re.compile(r":(?:hover|visited|active|focus|link|target|checked|before|after|:)", re.IGNORECASE)
READ = {
    "display", "visibility", "opacity", "font-size", "max-height", "height", "overflow", "font-weight", "font-style",
    "text-decoration", "text-decoration-line", "vertical-align", "white-space", "mso-list", "text-indent", "left",
}  # fmt: skip
_NOTHING = re.compile(r"^[+-]?0*\.?0*(?:px|pt|em|rem|%)?$")
_TINY = re.compile(r"^(?:0|0?\.\d+|1)(?:\.0+)?(?:px|pt)?$|^0*\.?0*(?:em|rem|%)$")
_FAR = re.compile(r"^-\d{3,}")


def read_declarations(text: str) -> dict[str, tuple[bool, str]]:
    """Property → (whether it is important, value), of those that matter here."""
    found: dict[str, tuple[bool, str]] = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), " ".join(value.split()).lower()
        if not colon or name not in READ:
            continue
        important = "!important" in value.replace(" ", "")
        if important or not found.get(name, (False, ""))[0]:
            found[name] = important, value.partition("!")[0].strip()
    return found


def read_rules(css: str):
    """(selectors, declarations) of each rule of a sheet that always holds."""
    css = _COMMENT.sub("", css[:MAX_CSS])
    inside: list[bool] = []
    selectors, start = None, 0
    for number, match in enumerate(_HEAD.finditer(css)):
        if number > 4 * MAX_RULES:
            return
        head, brace = match[1].rpartition(";")[2].strip(), match[2]
        if brace == "{" and head.startswith("@"):
            inside.append(bool(_ALWAYS.match(head)))
        elif brace == "{":
            selectors, start = head, match.end()
        elif selectors is not None:
            if all(inside):
                yield selectors, read_declarations(css[start : match.end() - 1])
            selectors = None
        elif inside:
            inside.pop()


class Styles:
    """The styles of the elements of a page, by the cascade."""

    def __init__(self, tree: LexborHTMLParser):
        self.rules: dict[int, dict[str, tuple]] = {}
        sheets = "\n".join(node.text(deep=True) for node in tree.css("style"))
        for order, (selectors, declarations) in enumerate(read_rules(sheets)):
            if not declarations or order > MAX_RULES:
                continue
            for selector in selectors.split(","):
                if selector.strip() and not _LIVE.search(selector):
                    self._apply(tree, selector.strip(), declarations, order)

    def _apply(self, tree, selector: str, declarations: dict, order: int) -> None:
        try:
            nodes = tree.css(selector)
        except SelectolaxError:
            return
        weight = selector.count("#"), len(re.findall(r"[.\[:]", selector)), len(selector.split()), order
        for node in nodes:
            own = self.rules.setdefault(node.mem_id, {})
            for name, (important, value) in declarations.items():
                if (important, weight) >= own.get(name, ((False, ()),))[0]:
                    own[name] = (important, weight), value

    def get(self, node: LexborNode) -> dict[str, str]:
        """What is declared for `node` itself."""
        own = self.rules.get(node.mem_id)
        inline = node.attributes.get("style")
        found = {name: value for name, (_rank, value) in own.items()} if own else {}
        for name, (important, value) in read_declarations(inline).items() if inline else ():
            if important or not own or name not in own or not own[name][0][0]:
                found[name] = value
        return found


def is_hidden(node: LexborNode, style: dict[str, str]) -> bool:
    """Whether an element hides itself with all that is in it, whatever its children say."""
    if "hidden" in node.attributes or style.get("display") == "none":
        return True
    if _NOTHING.match(style.get("opacity") or "1") or _FAR.match(style.get("text-indent") or ""):
        return True
    if _FAR.match(style.get("left") or ""):
        return True
    heights = (style.get("max-height"), style.get("height"))
    return "hidden" in (style.get("overflow") or "") and any(h and _TINY.match(h) for h in heights)


def is_shown(style: dict[str, str], before: bool) -> bool:
    """Whether the words of an element itself are seen, `before` being so of its parent's."""
    size, visibility = style.get("font-size"), style.get("visibility")
    if visibility in {"hidden", "collapse"} or (size and _TINY.match(size)):
        return False
    return True if size or visibility == "visible" else before
