"""Charts, diagrams and formulas of Word files, as tables, lists and words."""

import re
from html import escape
from xml.etree.ElementTree import Element

#: Of a formula: an element → how its children are set, some between brackets when they are long.
FORMS = {
    "m_sSup": "{m_e}<sup>{m_sup}</sup>",
    "m_sSub": "{m_e}<sub>{m_sub}</sub>",
    "m_sSubSup": "{m_e}<sub>{m_sub}</sub><sup>{m_sup}</sup>",
    "m_sPre": "<sub>{m_sub}</sub><sup>{m_sup}</sup>{m_e}",
    "m_limLow": "{m_e}<sub>{m_lim}</sub>",
    "m_limUpp": "{m_e}<sup>{m_lim}</sup>",
    "m_func": "{m_fName} {m_e}",
    "m_f": "{(m_num)}/{(m_den)}",
    "m_rad": "<sup>{m_deg}</sup>√{(m_e)}",
    "m_nary": "{sign}<sub>{m_sub}</sub><sup>{m_sup}</sup> {m_e}",
}


def write_formula(element: Element) -> str:
    """A formula of Word in words and signs: « E = mc », then 2 raised."""
    tag = element.tag
    if tag == "m_t":
        return escape(element.text or "", quote=False)
    if tag in FORMS:
        sign = element.find("m_naryPr/m_chr")
        text = FORMS[tag].replace("{sign}", "∫" if sign is None else sign.get("val", ""))
        for child in element:
            words = write_formula(child)
            grouped = words if len(words) < 2 or words.isalnum() else f"({words})"
            text = text.replace(f"{{{child.tag}}}", words).replace(f"{{({child.tag})}}", grouped)
        return re.sub(r"\{\(?m_\w+\)?\}|<(su[bp])></\1>", "", text)
    if tag == "m_d":
        ends = {e.tag: e.get("val", "") for e in element.find("m_dPr") or ()}
        inside = ", ".join(write_formula(child) for child in element.findall("m_e"))
        return f"{ends.get('m_begChr', '(')}{inside}{ends.get('m_endChr', ')')}"
    if tag in {"m_mr", "m_eqArr"}:
        return " ; ".join(write_formula(child) for child in element.findall("m_e"))
    if tag == "m_m":
        return f"({' | '.join(write_formula(child) for child in element.findall('m_mr'))})"
    return "".join(write_formula(child) for child in element)


def write_chart(part: Element) -> str:
    """The figures of a chart as a table, under its title."""
    title = part.find(".//c_chart/c_title")
    caption = " ".join("".join(t.text or "" for t in title.iter("a_t")).split()) if title is not None else ""
    series = [_read_series(row) for row in part.iter("c_ser")]
    if not series:
        return f"<p>{escape(caption)}</p>" if caption else ""
    keys = list(dict.fromkeys(key for _name, values in series for key in values))
    heads = "".join(f"<th>{escape(name)}</th>" for name, _values in series)
    rows = ""
    for key in keys:
        cells = "".join(f"<td>{escape(values.get(key) or '')}</td>" for _name, values in series)
        rows += f"<tr><td>{escape(key)}</td>{cells}</tr>"
    if not rows:
        return f"<p>{escape(caption)}</p>"
    return f"<table><caption>{escape(caption)}</caption><thead><tr><th></th>{heads}</tr></thead>{rows}</table>"


def _read_series(row: Element) -> tuple[str, dict[str, str]]:
    name = " ".join(v.text or "" for v in row.findall("c_tx//c_v"))
    keys, values = ({}, {})
    for goal, path in ((keys, "c_cat"), (keys, "c_xVal"), (values, "c_val"), (values, "c_yVal")):
        for point in row.findall(f"{path}//c_pt"):
            goal[point.get("idx", "")] = (point.findtext("c_v") or "").strip()
    return name, {keys.get(place) or str(int(place or 0) + 1): value for place, value in values.items()}


def write_diagram(part: Element) -> str:
    """The words of a drawing of boxes, one an item."""
    points = [" ".join("".join(t.text or "" for t in point.iter("a_t")).split()) for point in part.iter("pt")]
    items = "".join(f"<li>{escape(words)}</li>" for words in points if words)
    return f"<ul>{items}</ul>" if items else ""
