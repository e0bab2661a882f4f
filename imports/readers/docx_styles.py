"""What the styles and the numbering of a Word file say of its paragraphs."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

_HEADING = re.compile(r"^(?:heading|titre|überschrift|título|titolo|kop|rubrik|cabeçalho)\s*(\d)$", re.IGNORECASE)
_KINDS = [
    ("title", re.compile(r"^(?:title|titre|titel|book title|titre du document)$", re.IGNORECASE)),
    ("contents", re.compile(r"^(?:toc|tm|table of figures|table des illustrations|verzeichnis|table des mati|en-tête de table)", re.IGNORECASE)),
    ("quote", re.compile(r"^(?:intense )?(?:quote|citation|zitat|block text)|^citation intense$", re.IGNORECASE)),
    ("caption", re.compile(r"^(?:caption|légende|beschriftung)$", re.IGNORECASE)),
    ("bullet", re.compile(r"^(?:list bullet|liste à puces)\s*\d?$", re.IGNORECASE)),
    ("number", re.compile(r"^(?:list number|liste à numéros)\s*\d?$", re.IGNORECASE)),
]  # fmt: skip
_OFF = {"0", "false", "off", "none"}
#: A chain of styles is short.
MAX_CHAIN = 20
ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")]
ROMAN += [(9, "ix"), (5, "v"), (4, "iv"), (1, "i")]


def get_value(element: Element | None, path: str) -> str | None:
    """The `val` of what is at `path`, None without it."""
    found = element.find(path) if element is not None else None
    return found.get("val", "") if found is not None else None


def get_number(element: Element | None, path: str, otherwise: int) -> int:
    """The same, as a number; `otherwise` where there is none."""
    value = get_value(element, path) or ""
    return int(value) if value.isdigit() else otherwise


def is_on(properties: Element | None, name: str) -> bool | None:
    """Whether a switch is on; None where nothing is said of it."""
    found = properties.find(name) if properties is not None else None
    return None if found is None else found.get("val", "1") not in _OFF


def get_names(row: Element) -> tuple[str, str]:
    """How a style is called, by people and by the file."""
    return get_value(row, "name") or "", row.get("styleId", "")


def find_kind(names: Iterable[str]) -> str:
    """What a style of one of these names makes: "title", "contents", "quote", "caption", "bullet", "number" or ""."""
    return next((kind for name in names for kind, pattern in _KINDS if pattern.search(name)), "")


def find_level(names: Iterable[str]) -> int:
    """The level of the headings of these styles, 0 for none."""
    return next((int(match[1]) for name in names if (match := _HEADING.match(name))), 0)


class Styles:
    """The styles of a file, by their identifiers."""

    def __init__(self, root: Element | None):
        rows = root.iter("style") if root is not None else ()
        self.rows = {row.get("styleId", ""): row for row in rows}
        paragraphs = {key: row for key, row in self.rows.items() if row.get("type") == "paragraph"}
        self.default = next((key for key, row in paragraphs.items() if row.get("default") in {"1", "true"}), "")
        sizes = [get_number(row, "rPr/sz", 0) for row in self.get_chain(self.default)]
        self.size = get_number(root, "docDefaults/rPrDefault/rPr/sz", next(filter(None, sizes), 22))

    def get_chain(self, key: str | None) -> list[Element]:
        """A style and those that it is based on."""
        found: list[Element] = []
        while key in self.rows and len(found) < MAX_CHAIN:
            found.append(self.rows[key])
            key = get_value(found[-1], "basedOn")
        return found

    def get_kind(self, key: str | None) -> str:
        return find_kind(name for row in self.get_chain(key) for name in get_names(row))

    def get_level(self, key: str | None, properties: Element | None) -> int:
        """The level of a heading, 0 for a paragraph: its own outline, its style's, or that of one it is based on."""
        outline = get_value(properties, "outlineLvl")
        for row in self.get_chain(key) if outline is None else ():
            if level := find_level(get_names(row)):
                return level
            outline = get_value(row, "pPr/outlineLvl")
            if outline is not None:
                break
        return int(outline) + 1 if outline and outline in "012345678" else 0

    def is_on(self, key: str | None, name: str) -> bool:
        """Whether a style, or one that it is based on, switches `name` on for its words."""
        return next((on for row in self.get_chain(key) if (on := is_on(row.find("rPr"), name)) is not None), False)

    def get_run_value(self, key: str | None, name: str) -> str:
        return next((v for row in self.get_chain(key) if (v := get_value(row, f"rPr/{name}")) is not None), "")


class Numbering:
    """Counts the numbered paragraphs, in their order."""

    def __init__(self, root: Element | None, styles: Styles):
        self.styles = styles
        rows = list(root) if root is not None else []
        self.abstracts = {row.get("abstractNumId"): row for row in rows if row.tag == "abstractNum"}
        self.nums = {row.get("numId"): row for row in rows if row.tag == "num"}
        self.counts: dict[str, dict[int, int]] = {}
        self.met: set[tuple[str, int]] = set()

    def get_abstract(self, number: str) -> tuple[str, Element | None]:
        key = get_value(self.nums.get(number), "abstractNumId") or ""
        abstract = self.abstracts.get(key)
        link = get_value(abstract, "numStyleLink")
        if link:
            other = next((v for row in self.styles.get_chain(link) if (v := get_value(row, "pPr/numPr/numId"))), "")
            if other and other != number:
                key = get_value(self.nums.get(other), "abstractNumId") or key
                abstract = self.abstracts.get(key)
        return key, abstract

    def find(self, style: str | None, properties: Element | None) -> tuple[str, int] | None:
        """(numId, level) of a paragraph, from itself or from its style."""
        number = get_value(properties, "numPr/numId")
        level = get_value(properties, "numPr/ilvl")
        if number is None:
            for row in self.styles.get_chain(style):
                if (number := get_value(row, "pPr/numPr/numId")) is not None:
                    level = level or get_value(row, "pPr/numPr/ilvl") or self.get_own_level(number, row.get("styleId"))
                    break
        if not number or number == "0" or number not in self.nums:
            return None
        return number, int(level) if level and level in set("012345678") else 0

    def get_own_level(self, number: str, style: str | None) -> str:
        _key, abstract = self.get_abstract(number)
        for row in abstract.iter("lvl") if abstract is not None else ():
            if get_value(row, "pStyle") == style:
                return row.get("ilvl", "0")
        return "0"

    def get_rows(self, number: str) -> dict[int, Element]:
        """Level → its definition, that of the list itself before that of its model."""
        _key, abstract = self.get_abstract(number)
        rows = list(abstract.iter("lvl")) if abstract is not None else []
        rows += list(self.nums[number].iter("lvl"))
        return {int(row.get("ilvl", "0")): row for row in rows if row.get("ilvl", "0").isdigit()}

    def count(self, style: str | None, properties: Element | None) -> tuple[str, int] | None:
        """(what stands before the next paragraph, which is counted; its depth), None for one that is no item."""
        found = self.find(style, properties)
        if found is None:
            return None
        number, level = found
        rows = self.get_rows(number)
        kind = get_value(rows.get(level), "numFmt") or "decimal"
        counts = self.counts.setdefault(self.get_abstract(number)[0], {})
        start = get_number(rows.get(level), "start", 1)
        for row in self.nums[number].iter("lvlOverride"):
            if row.get("ilvl") == str(level) and get_value(row, "startOverride"):
                start = get_number(row, "startOverride", start)
                if (number, level) not in self.met:
                    counts.pop(level, None)
        self.met.add((number, level))
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if kind in {"bullet", "none"} and not (kind == "none" and get_value(rows.get(level), "lvlText")):
            return "", level
        pattern = get_value(rows.get(level), "lvlText")
        pattern = f"%{level + 1}." if pattern is None else pattern
        text = re.sub(r"%(\d)", lambda match: self.write(int(match[1]) - 1, rows, counts), pattern)
        return text, level

    def write(self, level: int, rows: dict[int, Element], counts: dict[int, int]) -> str:
        number = counts.get(level, get_number(rows.get(level), "start", 1))
        return write_number(number, get_value(rows.get(level), "numFmt") or "decimal")


def write_number(number: int, kind: str) -> str:
    """A number as Word's formats write it."""
    if kind.endswith("Letter") and 0 < number <= 26 * 20:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif kind.endswith("Roman") and 0 < number < 4000:
        text = ""
        for value, sign in ROMAN:
            text += sign * (number // value)
            number %= value
    elif kind == "decimalZero":
        return f"{number:02d}"
    elif kind in {"bullet", "none"}:
        return ""
    else:
        return str(number)
    return text.upper() if kind.startswith("upper") else text
