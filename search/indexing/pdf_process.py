"""Run as a program of its own: `pdf_process.py FILE MAX_PAGES MAX_CHARACTERS`.

Prints one JSON value a line: {"pages": 12}, then the text of each page as it is read, or
{"error": "encrypted"} or {"error": "broken"}. It sets its own limits first: a file made to
harm can end this process and nothing else.
"""

import json
import resource
import sys

MAX_MEMORY = 1_500 * 1024 * 1024
MAX_SECONDS = 120
#: A page of text has some 3,000 characters; a table, ten times that.
MAX_PAGE_CHARACTERS = 100_000
PASSWORD_ERROR = 4


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


def read_page(document, number: int) -> str:
    """The text of a page; "" for one that cannot be read."""
    import pypdfium2

    try:
        page = document[number]
        text = page.get_textpage()
        words = text.get_text_range(0, min(text.count_chars(), MAX_PAGE_CHARACTERS))
        text.close()
        page.close()
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        return ""
    return words


def main(path: str, max_pages: int, max_characters: int) -> None:
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
        text = read_page(document, number)
        max_characters -= len(text)
        if max_characters < 0:
            return
        write(text)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
