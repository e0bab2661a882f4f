"""Texts: readable characters, and no program or web page under another name."""

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
        try:
            head = head[: len(head) // 2 * 2].decode("utf-16").encode()
        except UnicodeDecodeError as error:
            raise errors.not_what_it_says(extension) from error
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
