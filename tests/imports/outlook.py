"""Messages as Outlook saves them, made for the tests: a small writer of compound files ([MS-CFB]), all invented."""

import struct

NONE, FREE, END = 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE
SECTOR, SHORT = 512, 4096


def make_msg(words: dict, attached: dict[str, dict] | None = None, to: str = "ada.morvan@example.org") -> bytes:
    """A message: `words` are its properties, by their numbers and types; `attached` those of what is with it."""
    return make_compound(make_folder(words, attached or {}, to))


def make_folder(words: dict, attached: dict[str, dict], to: str) -> dict:
    sent = struct.pack("<HHIQ", 0x40, 0x39, 6, 133_858_440_000_000_000) + struct.pack("<HHIQ", 3, 0x3FDE, 6, 28_591)
    folder = {"__properties_version1.0": bytes(32) + sent, **write_properties(words)}
    folder["__recip_version1.0_#00000000"] = write_properties({"39FE001F": to})
    for number, one in enumerate(attached.values()):
        folder[f"__attach_version1.0_#{number:08X}"] = write_properties(one)
    return folder


def write_properties(words: dict) -> dict:
    texts = {key: value.encode("utf-16-le") if isinstance(value, str) else value for key, value in words.items()}
    return {f"__substg1.0_{key}": value for key, value in texts.items()}


def make_compound(tree: dict) -> bytes:
    """A compound file: short streams stand in one, as small sectors."""
    entries = []

    def add(folder: dict) -> int:
        following = NONE
        for name, value in sorted(folder.items(), key=lambda row: row[0], reverse=True):
            child, data = (add(value), b"") if isinstance(value, dict) else (NONE, value)
            entries.append((name, 1 if isinstance(value, dict) else 2, following, child, data))
            following = len(entries)
        return following

    first = add(tree)
    small, small_table = b"", []
    for *_others, data in entries:
        if len(data) < SHORT:
            small, small_table = small + pad(data, 64), [*small_table, *chain(len(small_table), -(-len(data) // 64))]
    table_bytes = pad(struct.pack(f"<{len(small_table)}I", *small_table), SECTOR, b"\xff")
    entries.insert(0, ("Root Entry", 5, NONE, first, small))
    long = [data for *_others, data in entries[1:] if len(data) >= SHORT]
    pieces = [
        bytes(-(-len(entries) * 128 // SECTOR) * SECTOR),
        table_bytes,
        *(pad(data, SECTOR) for data in (small, *long)),
    ]
    sizes = [len(piece) // SECTOR for piece in pieces]
    fat_count = next(n for n in range(1, 100) if n * 128 >= n + sum(sizes))
    fat, starts = [0xFFFFFFFD] * fat_count, []
    for size in sizes:
        starts.append(len(fat))
        fat += chain(len(fat), size)
    fat += [FREE] * (fat_count * 128 - len(fat))
    directory, place, longs = b"", 0, iter(starts[3:])
    for name, kind, following, child, data in entries:
        start = starts[2] if kind == 5 else place if len(data) < SHORT else next(longs)
        place += -(-len(data) // 64) if kind != 5 and len(data) < SHORT else 0
        label = (name + "\0").encode("utf-16-le")
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ", label, len(label), kind, 1, NONE, following, child, b"", 0, 0, 0, start, len(data)
        )
    pieces[0] = pad(directory, SECTOR)
    signature = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    counts = 0, fat_count, starts[0], 0, SHORT, starts[1], sizes[1], END, 0
    head = struct.pack("<8s16sHHHHH6s9I", signature, b"", 0x3E, 3, 0xFFFE, 9, 6, b"", *counts)
    head += b"".join(struct.pack("<I", n if n < fat_count else FREE) for n in range(109))
    return head + struct.pack(f"<{len(fat)}I", *fat) + b"".join(pieces)


def pad(data: bytes, size: int, filling: bytes = b"\0") -> bytes:
    return data.ljust(-(-len(data) // size) * size, filling)


def chain(start: int, size: int) -> list[int]:
    """The rows of a table of sectors for one stream."""
    return [*range(start + 1, start + size), END] if size else []


def pack_rtf(page: str, words: str = "") -> bytes:
    """A page packed in rich text, each sign by itself: as a text that nothing shortens."""
    marks = {"é": "\\'e9", "’": "\\u8217?", "🚰": "\\u-10180?\\u-8400?"}
    page = "".join(marks.get(sign, sign) for sign in page.replace("<", "{\\*\\htmltag64 <").replace(">", ">}"))
    rtf = rf"{{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{{\fonttbl{{\f0\fswiss\fcharset0 Arial;}}}}\htmlrtf {{\b {words}}}\htmlrtf0 {page}\par}}"
    data = rtf.encode("ascii")
    rows = b"".join(b"\0" + data[start : start + 8] for start in range(0, len(data), 8))
    return struct.pack("<II4sI", len(rows) + 12, len(data), b"LZFu", 0) + rows
