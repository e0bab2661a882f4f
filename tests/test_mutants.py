"""The places that `make mutants` breaks are still where it looks for them, and so are the tests that see it."""

import re

from .mutants import ROOT, change, read

#: Fewer would leave a promise of the house without its proof.
AT_LEAST = 25


def test_each_mutant_still_finds_its_place():
    mutants = read()
    assert len({mutant["name"] for mutant in mutants}) == len(mutants) >= AT_LEAST
    for mutant in mutants:
        text = (ROOT / mutant["file"]).read_text(encoding="utf-8")
        assert change(mutant, text) != text


def test_the_tests_that_must_see_it_are_there():
    for mutant in read():
        for test in mutant["tests"]:
            path, _, name = test.partition("::")
            text = (ROOT / path).read_text(encoding="utf-8")
            assert not name or re.search(rf"def {name}\(", text), test
