"""Run as a program of its own: `process.py FILE MAX_PAGES MAX_CHARACTERS [plain]`.

Prints one JSON value a line: {"pages"}, then each page as it is read, {"images", "lines"}; or {"error": "encrypted"} or {"error": "broken"}. Lines are in the order of the
file: [left, right, baseline, size, [[words, style, address]…]], in points from the lower left corner; the letters of a
style say b(old), i(talic), ^ (raised) or _ (lowered). Images are shares of the page. With `plain`, pages have their
"plain" text instead, as the library makes it: what judges compares with that. It sets its own limits first: a
file made to harm can end this process and nothing else.
"""

import ctypes
import json
import math
import resource
import sys

MAX_MEMORY = 1_500 * 1024 * 1024
MAX_SECONDS = 120
#: A page of text has some 3,000 characters; a table, ten times that.
MAX_PAGE_CHARACTERS = 100_000
MAX_LINKS = 500
PASSWORD_ERROR = 4
#: In sizes of its letters: what parts two lines, two cells, and a raised sign from its line.
NEW_LINE, NEW_CELL, RAISED = 0.45, 1.5, 0.12
#: Points across a bullet that is drawn.
DOT = (1.5, 7)

BOLD = ("bold", "black", "heavy", "sfbx", "cmbx", "-bx")
SLANTED = ("italic", "oblique", "sfti", "cmti")


def limit_itself() -> None:
    """Take little memory, little time, and leave no trace on disk."""
    for kind, value in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(kind, (value, value))


def write(value) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


class PageReader:
    """Reads one page: its signs are put together into lines."""

    def __init__(self, document, number: int):
        import pypdfium2.raw as raw

        self.raw, self.document = raw, document
        self.page = document[number]
        self.text = self.page.get_textpage()
        self.lines: list[dict] = []
        #: Font → the letters of its style.
        self.styles: dict[int, str] = {}
        self.dots: list[tuple[float, float]] = []
        self.links = self.find_links()

    def read(self) -> dict:
        raw, text = self.raw, self.text.raw
        x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
        owner, font, space = None, (1.0, ""), False
        for index in range(min(self.text.count_chars(), MAX_PAGE_CHARACTERS)):
            # What pdfium takes for the hyphen of a line's end it writes as a sign of its own: it may be the word's.
            code = ord("-") if raw.FPDFText_IsHyphen(text, index) > 0 else raw.FPDFText_GetUnicode(text, index)
            if code <= 32 or code in {0xA0, 0x2028, 0x2029}:
                space = True
                continue
            thing = raw.FPDFText_GetTextObject(text, index)
            address = ctypes.cast(thing, ctypes.c_void_p).value
            if address and address != owner:
                owner, font = address, self.get_font(thing)
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            raw.FPDFText_GetLooseCharBox(text, index, box)
            if font[0]:
                self.add(chr(code), space, x.value, max(box.right, x.value), y.value, font)
            space = False
        width, height = self.page.get_size()
        images = [round(area / (width * height), 3) for area in self.measure_drawings()]
        for line in self.lines:
            # Some programs draw the bullets of lists.
            near = (line["left"] - 3 * line["size"], line["left"], line["y"], line["y"] + line["size"])
            if any(near[0] < x < near[1] and near[2] < y < near[3] for x, y in self.dots):
                line["runs"].insert(0, ["• ", "", ""])
        keys = ("left", "right", "y", "size")
        lines = [[*(round(line[key], 1) for key in keys), line["runs"]] for line in self.lines]
        return {"images": images, "lines": lines}

    def get_font(self, thing) -> tuple[float, str]:
        """(size on the page, style) of the letters of one object; a size of 0 for what is turned: a watermark."""
        raw, matrix, size = self.raw, self.raw.FS_MATRIX(), ctypes.c_float()
        raw.FPDFPageObj_GetMatrix(thing, matrix)
        if abs(matrix.b) > 0.2 * abs(matrix.a):
            return 0.0, ""
        raw.FPDFTextObj_GetFontSize(thing, size)
        font = raw.FPDFTextObj_GetFont(thing)
        key = ctypes.cast(font, ctypes.c_void_p).value
        if key not in self.styles:
            name = ctypes.create_string_buffer(100)
            raw.FPDFFont_GetBaseFontName(font, name, 100)
            words = name.value.decode("utf-8", "ignore").rpartition("+")[2].lower()
            is_bold = any(word in words for word in BOLD) or raw.FPDFFont_GetWeight(font) >= 600
            self.styles[key] = "b" * is_bold + "i" * any(word in words for word in SLANTED)
        return size.value * math.hypot(matrix.c, matrix.d), self.styles[key]

    def measure_drawings(self) -> list[float]:
        """The areas of the pictures of the page, in square points; what is drawn as small as a bullet is kept apart."""
        raw, areas, sides = self.raw, [], [ctypes.c_float() for _side in range(4)]
        for number in range(raw.FPDFPage_CountObjects(self.page.raw)):
            thing = raw.FPDFPage_GetObject(self.page.raw, number)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(thing, *sides):
                continue
            left, low, right, top = (side.value for side in sides)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                areas.append((right - left) * (top - low))
            elif DOT[0] < right - left < DOT[1] and abs(top - low - right + left) < 1:
                self.dots.append((left, (low + top) / 2))
        return areas

    def add(self, sign: str, space: bool, left: float, right: float, y: float, font: tuple[float, str]) -> None:
        """Put a sign at the end of the line, of its cell, or begin another."""
        size, style = font
        line = self.lines[-1] if self.lines else None
        height = max(size, line["size"]) if line else size
        rise = y - line["y"] if line else 0
        is_near = line is not None and abs(left - line["right"]) < height and min(size, line["size"]) < 0.85 * height
        same = line is not None and (abs(rise) < 0.2 * height or (is_near and abs(rise) < NEW_LINE * 1.4 * height))
        if not same or left < line["right"] - height:
            line = {"left": left, "right": right, "y": y, "size": size, "runs": []}
            self.lines.append(line)
            space = False
        elif left - line["right"] > NEW_CELL * height:
            line["runs"].append(["\t", "", ""])
            space = False
        if abs(size / line["size"] - 1) > 0.15 and len(line["runs"]) == 1 and len(line["runs"][0][0].strip()) <= 3:
            # A bullet, or a number raised at the very start of a note, before its letters.
            line["runs"][0][1] = "^" if line["y"] > y + RAISED * size and line["size"] < size else ""
            line["y"], line["size"] = y, size
        elif size < 0.85 * line["size"] and abs(y - line["y"]) > RAISED * line["size"]:
            style += "^" if y > line["y"] else "_"
        address = next(
            (uri for start, b, end, t, uri in self.links if start - 1 <= left <= end and b <= y + size / 4 <= t), ""
        )
        runs = line["runs"]
        if runs and space:
            runs[-1][0] += " " if runs[-1][0] != "\t" else ""
        if runs and runs[-1][1:] == [style, address] and runs[-1][0] != "\t":
            runs[-1][0] += sign
        else:
            runs.append([sign, style, address])
        line["right"] = right

    def find_links(self) -> list[tuple]:
        """(left, bottom, right, top, address) of the links that lead outside."""
        raw, start, link, box = self.raw, ctypes.c_int(0), self.raw.FPDF_LINK(), self.raw.FS_RECTF()
        found: list[tuple] = []
        while len(found) < MAX_LINKS and raw.FPDFLink_Enumerate(self.page.raw, start, link):
            action = raw.FPDFLink_GetAction(link)
            if not action or not raw.FPDFLink_GetAnnotRect(link, box):
                continue
            buffer = ctypes.create_string_buffer(2_048)
            raw.FPDFAction_GetURIPath(self.document.raw, action, buffer, 2_048)
            if address := buffer.value.decode("utf-8", "ignore"):
                found.append((box.left, box.bottom, box.right, box.top, address))
        return found


def main(path: str, max_pages: int, max_characters: int, plain: bool = False) -> None:
    import pypdfium2

    limit_itself()
    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
    except (pypdfium2.PdfiumError, MemoryError) as error:
        write({"error": "encrypted" if getattr(error, "err_code", None) == PASSWORD_ERROR else "broken"})
        return
    write({"pages": pages})
    for number in range(min(pages, max_pages)):
        try:
            reader = PageReader(document, number)
            page = {"plain": reader.text.get_text_range(), "lines": []} if plain else reader.read()
        except (pypdfium2.PdfiumError, MemoryError, ValueError, ZeroDivisionError):
            page = {"plain": "", "images": [], "lines": []}
        max_characters -= len(page.get("plain", "")) + sum(len(run[0]) for line in page["lines"] for run in line[4])
        if max_characters < 0:
            return
        write(page)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), "plain" in sys.argv[4:])
