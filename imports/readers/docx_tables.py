"""Tables of Word files, as tables of HTML."""

from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .docx_styles import get_number, get_value, is_on


def write_table(table: Element, body) -> str:
    """A table, its spans as HTML has them; what Word says are heads are heads, else the first row."""
    body.cells += 1
    body.is_first = False
    rows: list[list[list]] = []
    heads = 0
    for row in _get(table, "tr"):
        if row.find("trPr/del") is not None:
            body.leave(row, _("words struck out in the Word file"))
            continue
        if is_on(row.find("trPr"), "tblHeader") and heads == len(rows):
            heads += 1
        rows.append(read_cells(row, body))
    body.cells -= 1
    return write_rows(rows, heads, table.get("caption", ""))


def write_rows(rows: list[list[list]], heads: int = 1, caption: str = "") -> str:
    """The table of rows of [place, columns, rows, HTML]; 0 rows is for a cell that goes on with the one above."""
    _merge(rows)
    heads = heads or 1
    lines = []
    for number, cells in enumerate(rows):
        tag = "th" if number < heads else "td"
        written = [
            f'<{tag} colspan="{across}" rowspan="{down}">{html}</{tag}>' for _x, across, down, html in cells if down
        ]
        line = f"<tr>{''.join(written)}</tr>"
        lines.append(f"<thead>{line}" if number == 0 else line)
        lines += ["</thead>"] if number == min(heads, len(rows)) - 1 else []
    caption = f"<caption>{caption}</caption>" if caption else ""
    return f"<table>{caption}{''.join(lines)}</table>"


def read_cells(row: Element, body) -> list[list]:
    """[place, columns, rows, HTML] of each cell; 0 rows for one that goes on with the cell above."""
    place = get_number(row, "trPr/gridBefore", 0)
    cells = [[0, place, 1, ""]] if place else []
    for cell in _get(row, "tc"):
        across = max(get_number(cell, "tcPr/gridSpan", 1), 1)
        merge = get_value(cell, "tcPr/vMerge")
        down = 0 if merge is not None and merge != "restart" else 1
        cells.append([place, across, down, body.write_blocks(cell)])
        place += across
    return cells


def _get(parent: Element, tag: str):
    """The rows of a table or the cells of a row, those that a content control or a tracked change holds too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _get(child, tag)


def _merge(rows: list[list[list]]) -> None:
    """Give a cell the rows of those below that go on with it."""
    owners: dict[int, list] = {}
    for cells in rows:
        for cell in cells:
            owner = owners.get(cell[0])
            if cell[2] == 0 and owner is not None and owner[1] == cell[1]:
                owner[2] += 1
                if cell[3]:
                    owner[3] += cell[3]
            else:
                cell[2] = max(cell[2], 1)
                owners[cell[0]] = cell
