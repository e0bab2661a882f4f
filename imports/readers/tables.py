"""Tables of a page: which hold data, and what stands under which head, cells that span others included."""

import re

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from ..document import ImportRefused, Span

#: Wider spans are a mistake.
MAX_SPAN = 200
#: Places of a whole table.
MAX_AREA = 100_000
#: A cell of data is short; a column of a layout is not.
MAX_CELL = 400
_EDGE = re.compile(r"border(?:-(?:top|left|right|bottom))?\s*:\s*(?!0|none|initial)", re.IGNORECASE)


def get_rows(table: LexborNode) -> list[LexborNode]:
    """The rows of a table, not those of tables inside it."""
    parts = [part for part in table.iter() if part.tag in {"thead", "tbody", "tfoot", "tr"}]
    # The foot of a table may be written before its body.
    parts.sort(key=lambda part: part.tag == "tfoot")
    return [row for part in parts for row in ([part] if part.tag == "tr" else part.iter()) if row.tag == "tr"]


def get_cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in {"td", "th"}]


def is_data(table: LexborNode, is_mail: bool) -> bool:
    """Whether a table holds data; pages and above all mails are laid out with tables."""
    attributes = table.attributes
    if attributes.get("role") in {"presentation", "none"} or table.css_first("h1, h2, h3, form"):
        return False
    if next((node for node in table.css("table") if node.mem_id != table.mem_id), None):
        return False
    rows = [cells for row in get_rows(table) if (cells := get_cells(row))]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    texts = [cell.text(deep=True).strip() for cells in rows for cell in cells]
    marked = table.css_first("caption, thead, th") is not None
    if not any(texts) or (sum(map(len, texts)) > MAX_CELL * len(texts) and (is_mail or not marked)):
        return False
    edges = (attributes.get("border") or "0") not in {"0", ""} or "Mso" in (attributes.get("class") or "")
    edges = edges or any(_EDGE.search(cell.attributes.get("style") or "") for cells in rows for cell in cells)
    filled = sum(len([t for t in cells if t.text(deep=True).strip()]) > 1 for cells in rows)
    return marked or edges or (not is_mail and filled >= 2)


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return min(max(int(value), 1), MAX_SPAN) if value.isascii() and value.isdigit() else 1


def lay_out(table: LexborNode, read) -> list[list]:
    """Rows of what `read` gives of each cell, the first the heads; a place under a larger cell has None.

    Heads on several rows are one: « Ateliers – 2024 ».
    """
    rows = [cells for row in get_rows(table) if (cells := get_cells(row))]
    places: list[dict[int, object]] = [{} for _row in rows]
    area = 0
    for number, cells in enumerate(rows):
        place = 0
        for cell in cells:
            while place in places[number]:
                place += 1
            down, across = min(_span(cell, "rowspan"), len(rows) - number), _span(cell, "colspan")
            area += down * across
            if area > MAX_AREA:
                raise ImportRefused(_("The text is too long to be a page of the site."))
            value = read(cell)
            for line in places[number : number + down]:
                line.update(dict.fromkeys(range(place, place + across), (value,)))
            places[number][place] = value
            place += across
    grid = [[line.get(place) for place in range(max(line) + 1)] for line in places]
    heads = _count_heads(table, rows)
    return [_join_heads(grid[:heads]), *([_own(value) for value in line] for line in grid[heads:])]


def _own(value):
    """What a cell says itself; nothing where a larger one reaches over."""
    return None if isinstance(value, tuple) else value


def _count_heads(table: LexborNode, rows: list[list[LexborNode]]) -> int:
    """How many rows are heads: those of `thead`, else the first ones that only have head cells, else the first."""
    count = 0
    for cells in rows:
        above = cells[0].parent.parent.tag == "thead"
        if not above and any(cell.tag != "th" for cell in cells):
            break
        count += 1
    if not count or count == len(rows):
        return 1
    first = max((_span(cell, "rowspan") for cell in rows[0]), default=1)
    return max(count, min(first, len(rows) - 1) if count > 1 else count)


def _join_heads(lines: list[list]) -> list:
    """One head for each column, of what stands above it in each row of heads."""
    if len(lines) == 1:
        return [_own(value) for value in lines[0]]
    joined = []
    for place in range(max(map(len, lines))):
        column = [line[place] for line in lines if place < len(line) and line[place] is not None]
        values = [value[0] if isinstance(value, tuple) else value for value in column]
        distinct = [value for n, value in enumerate(values) if value and (not n or value is not values[n - 1])]
        joined.append([span for n, value in enumerate(distinct) for span in ([Span(" – ")] if n else []) + value])
    return joined
