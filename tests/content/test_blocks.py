"""The shared blocks: each has a preview for the editor, and shows what it is given."""

import pytest
from wagtail.blocks import StreamBlock

from content.blocks import get_body_blocks
from content.models import KeyFigure
from tests.factories import get_locale, make_page
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db
BLOCKS = StreamBlock(get_body_blocks()).child_blocks


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("library", ["empty", "filled"])
def test_each_block_can_be_previewed(rf, name, library):
    if library == "filled":
        KeyFigure.objects.create(label="Travaux", value=18, locale=get_locale())
        make_page(ToyPage)
    block = BLOCKS[name]
    assert block.is_previewable, f"{name} has no preview"
    html = block.render(block.get_preview_value(), {"request": rf.get("/")})
    assert isinstance(html, str)
    if library == "filled" and name not in ("figure", "document", "separator", "footnotes"):
        assert html.strip()
