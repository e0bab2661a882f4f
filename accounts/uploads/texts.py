"""Texts: readable characters, whatever program wrote them, and no program or web page under another name."""

import codecs

from . import errors

EXTENSIONS = {"csv", "txt", "vtt"}
#: Control characters that no text holds.
BINARY = bytes({*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)} - {0x0C})
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"<body", b"<head", b"<iframe", b"#!")
BLOCK = 1 << 20


def check_text(file, extension: str, head: bytes) -> None:
    """Raise ValidationError unless `file` is a plain text in UTF-8, UTF-16 with its mark, or a Windows encoding."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        check_utf16(file, extension)
        # Cut anywhere: a character may be left in two.
        head = head.decode("utf-16", "replace").encode()
    else:
        file.seek(0)
        while block := file.read(BLOCK):
            if block.translate(None, BINARY) != block:
                raise errors.not_what_it_says(extension)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.lower().startswith(MARKUP):
        raise errors.hides_something()
    if extension == "vtt" and not start.startswith(b"WEBVTT"):
        raise errors.not_what_it_says(extension)


def check_utf16(file, extension: str) -> None:
    """Every character of the file is one, and none controls a machine."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    file.seek(0)
    try:
        while block := file.read(BLOCK):
            text = decoder.decode(block).encode()
            if text.translate(None, BINARY) != text:
                raise errors.not_what_it_says(extension)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise errors.not_what_it_says(extension) from error


#: What browsers and mail programs read under these names (WHATWG, Encoding).
WIDER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
#: What a French text is written with beyond ASCII.
FRENCH = set("éèêëàâäçùûüîïôöœæÉÈÊÀÂÇÎÔŒ’‘“”«»…–—•€°§²³·\u00a0")


def read_declared(data: bytes, declared: str) -> tuple[str, str] | None:
    """(text, encoding) as `declared` says, in the sense of browsers; None when that cannot read it."""
    try:
        name = codecs.lookup(declared.strip()).name
        if name == "ascii":
            return data.decode("ascii"), "utf-8"
    except UnicodeDecodeError:
        return None
    except (LookupError, ValueError):
        return None
    for encoding in (WIDER.get(name, name), name):
        try:
            return data.decode(encoding), encoding
        except (LookupError, UnicodeError, ValueError):
            continue
    return None


def guess_old(data: bytes) -> tuple[str, str]:
    """(text, encoding) of what is no UTF-8, of the systems that wrote French: the one in which it looks French."""

    def judge(encoding: str) -> int:
        text = data.decode(encoding, "replace")
        beyond = [character for character in text if ord(character) > 127]
        return sum(1 if character in FRENCH else -1 for character in beyond)

    best = max(("cp1252", "mac_roman", "cp850"), key=judge)
    try:
        return data.decode(best), best
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def read_text(data: bytes, declared: str = "") -> tuple[str, str]:
    """(text, encoding) of a whole file: by its mark, else as `declared` if that reads it, else by what it holds.

    Nothing fails: a character that cannot be read is U+FFFD, and "latin-1" is what reads anything.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace"), "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "utf-16"
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) > 3 and max(even, odd) > len(sample) // 4 and min(even, odd) < max(even, odd) // 8:
        # UTF-16 without its mark: Latin letters have their zero byte on one side.
        order = "utf-16-le" if odd > even else "utf-16-be"
        return data.decode(order, "replace"), order
    if declared and (read := read_declared(data, declared)):
        return read
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        lenient = data.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = sum(ord(c) > 127 for c in lenient) - bad
    if good > 4 * bad:
        return lenient, "utf-8"
    return guess_old(data)
