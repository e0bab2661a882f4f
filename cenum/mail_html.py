"""From the HTML of the site's blocks to HTML that survives mail clients.

Mail clients drop style sheets, scripts, SVG and most of what is newer than tables: each element
that stays carries its own style, every address is absolute, everything else is unwrapped.
"""

from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Comment, Tag

INK, MUTED, BLUE, PALE, LINE = "#161616", "#666666", "#000091", "#f5f5fe", "#dddddd"

#: What makes no sense in a mail.
DROPPED = "script, style, svg, button, input, form, iframe, object, [aria-hidden=true], .cn-paragraph__number, .hide, .fr-sr-only"
#: Elements that stay, with their style.
STYLES = {
    "p": "margin:0 0 16px;",
    "ul": "margin:0 0 16px;padding:0 0 0 24px;",
    "ol": "margin:0 0 16px;padding:0 0 0 24px;",
    "li": "margin:0 0 6px;",
    "a": f"color:{BLUE};text-decoration:underline;",
    "blockquote": f"margin:0 0 16px 16px;padding:0 0 0 16px;border-left:4px solid {BLUE};font-style:italic;",
    "img": "display:block;max-width:100%;height:auto;border:0;",
    "table": "width:100%;border-collapse:collapse;margin:0 0 16px;",
    "caption": "text-align:left;font-weight:bold;padding:0 0 8px;",
    "th": f"border:1px solid {LINE};padding:8px;text-align:left;vertical-align:top;background-color:{PALE};",
    "td": f"border:1px solid {LINE};padding:8px;text-align:left;vertical-align:top;",
    "hr": f"border:0;border-top:1px solid {LINE};margin:24px 0;",
    **dict.fromkeys(["h2", "h3", "h4", "h5"], "margin:24px 0 12px;font-size:18px;line-height:26px;"),
    **dict.fromkeys(
        ["b", "strong", "i", "em", "sup", "sub", "br", "thead", "tbody", "tr", "cite", "time", "abbr", "code"], ""
    ),
}
#: Boxes of the site that are boxes in the mail too.
BOXES = ".callout, .highlight, .cta, .block-related, .video, .block-file"
BOX = f"padding:16px 16px 1px;background-color:{PALE};border-left:4px solid {BLUE};"
#: Words that the site sets in bold with a class.
BOLD = (
    ".fr-callout__title, .cta__title, .block-related__title, .block-figures__title, .figure-card__value,"
    " .notes__title, .fr-quote__author, .file__title, .video__title, .person__name"
)
BUTTON, LABEL = f"padding:10px 20px;background-color:{BLUE};", "color:#ffffff;text-decoration:none;"
KEPT = {"href", "src", "alt", "width", "height", "colspan", "rowspan", "scope", "lang", "style", "role"}
SCHEMES = {"http", "https", "mailto", "tel"}


def parse(html: str) -> BeautifulSoup:
    """Read the HTML of blocks, without what no mail shows."""
    soup = BeautifulSoup(html, "html.parser")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for element in soup.select(DROPPED):
        element.decompose()
    return soup


def absolute(url: str, base: str) -> str:
    """The absolute address of a link of the page at `base`; "" for one that a mail must not carry."""
    try:
        full = urljoin(base, url.strip())
        return full if urlsplit(full).scheme in SCHEMES else ""
    except ValueError:
        return ""


def to_mail_html(html: str, base: str) -> str:
    """Rewrite the HTML of blocks for mail clients; `base` is the address of the page."""
    soup = parse(html)
    for box in soup.select(BOXES):
        box.name = "td"
        _make_cell(soup, box, BOX, STYLES["table"])
    for element in soup.select(BOLD):
        element.wrap(soup.new_tag("strong")) if element.name == "span" else _embolden(soup, element)
    for link in soup.select("a.fr-btn"):
        link["style"] = LABEL
        _make_cell(soup, link.wrap(soup.new_tag("td")), BUTTON, "margin:0 0 16px;")
    for summary in soup.find_all("summary"):
        summary.name = "p"
        _embolden(soup, summary)
    for caption in soup.find_all("figcaption"):
        if not caption.find("p"):
            caption.name = "p"
            caption["style"] = f"margin:0 0 16px;font-size:14px;line-height:20px;color:{MUTED};"
    for element in soup.find_all(True):
        _restyle(element, base)
    return str(soup).strip()


def _make_cell(soup: BeautifulSoup, cell: Tag, style: str, table_style: str) -> None:
    """A table of one cell: Outlook keeps the padding of cells alone."""
    cell["style"] = style
    cell.wrap(soup.new_tag("tr")).wrap(soup.new_tag("table", role="presentation", style=table_style))


def _embolden(soup: BeautifulSoup, element: Tag) -> None:
    strong = soup.new_tag("strong")
    strong.extend(list(element.contents))
    element.append(strong)


def _restyle(element: Tag, base: str) -> None:
    name = element.name
    if name not in STYLES:
        element.unwrap()
        return
    elif STYLES[name] and not element.get("style"):
        element["style"] = STYLES[name]
    if name == "a":
        address = absolute(element.get("href", ""), base)
        if not address:
            element.unwrap()
            return
        element["href"] = address
    if name == "img":
        element["src"] = absolute(element.get("src", ""), base)
        element["alt"] = element.get("alt", "")
    for attribute in list(element.attrs):
        if attribute not in KEPT:
            del element[attribute]
