"""Parquet as far as a table of texts needs it: required columns of strings, plain, packed by gzip (decision 35).

https://parquet.apache.org/docs/file-format/. What describes the table is written by Thrift's compact protocol.
"""

import gzip
from collections.abc import Iterable
from typing import BinaryIO

MAGIC = b"PAR1"
#: What the format calls a string, its being plain, the levels of what may be absent, and gzip.
BYTE_ARRAY, UTF8, PLAIN, RLE, GZIP = 6, 0, 0, 3, 2


class Long(int):
    """A number of 64 bits; others have 32."""


#: What Thrift calls the kinds of values.
KINDS = {int: 5, Long: 6, bytes: 8, list: 9, dict: 12}


def write_number(number: int) -> bytes:
    """A number that is not negative, by groups of seven bits, the last one first."""
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    return bytes([*written, number])


def write(value) -> bytes:
    """A number, a string, a list of values of one kind, or a structure: the number of each field, in order → its value."""
    if isinstance(value, int):
        return write_number(value * 2)
    if isinstance(value, bytes):
        return write_number(len(value)) + value
    if isinstance(value, list):
        kind = KINDS[type(value[0])] if value else KINDS[dict]
        head = bytes([len(value) << 4 | kind]) if len(value) < 15 else bytes([0xF0 | kind]) + write_number(len(value))
        return head + b"".join(map(write, value))
    written, last = b"", 0
    for field, inner in value.items():
        written += bytes([field - last << 4 | KINDS[type(inner)]]) + write(inner)
        last = field
    return written + b"\0"


def write_table(file: BinaryIO, columns: list[str], groups: Iterable[list[tuple[str, ...]]]) -> None:
    """Write a table; no more than one of the `groups` of its rows is in memory."""
    place, total, described = file.write(MAGIC), 0, []
    for rows in groups:
        chunks, start = [], place
        for name, texts in zip(columns, zip(*rows, strict=True), strict=True):
            cells = [text.encode() for text in texts]
            plain = b"".join(len(cell).to_bytes(4, "little") + cell for cell in cells)
            packed = gzip.compress(plain, mtime=0)
            head = write({1: 0, 2: len(plain), 3: len(packed), 5: {1: len(rows), 2: PLAIN, 3: RLE, 4: RLE}})
            meta = {1: BYTE_ARRAY, 2: [PLAIN, RLE], 3: [name.encode()], 4: GZIP, 5: Long(len(rows))}
            meta |= {6: Long(len(head) + len(plain)), 7: Long(len(head) + len(packed)), 9: Long(place)}
            chunks.append({2: Long(place), 3: meta})
            place += file.write(head + packed)
        described.append({1: chunks, 2: Long(place - start), 3: Long(len(rows))})
        total += len(rows)
    schema = [{4: b"schema", 5: len(columns)}]
    schema += [{1: BYTE_ARRAY, 3: 0, 4: name.encode(), 6: UTF8} for name in columns]
    foot = write({1: 1, 2: schema, 3: Long(total), 4: described})
    file.write(foot + len(foot).to_bytes(4, "little") + MAGIC)
