"""Social cards: the image that goes with a page's address when it is shared.

A card wears the trame of the page's first theme, as its cover does. It is drawn once and kept
under `VAR_DIR`; only pages that the public may read have one.
"""

import functools
import hashlib
import io
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from sections.query import removed, visible
from themes.trames import (
    COLOURS,
    DEFAULT_COLOUR,
    DEFAULT_PATTERN,
    PATTERNS,
    SIDE,
    TURNS,
    Dress,
    get_dress,
    polygons,
)

from .models import ContentPage
from .reading import french_spaces
from .views import gone

WIDTH, HEIGHT = 1200, 630
COVER = 420
MARGIN = 64
#: Change it when the drawing changes: cards are drawn again and get new addresses.
VERSION = "2"
INK, GREY, BLUE, RED = "#161616", "#666666", "#000091", "#e1000f"
YEAR = 31_536_000


def social_card(request, reference: str):
    """The card of the public page `reference`, in the language of `?l=` (the site's first one by default)."""
    language = request.GET.get("l", settings.LANGUAGE_CODE)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    pages = ContentPage.objects.filter(reference=reference, locale__language_code=language)
    page = visible(pages).first()
    if page is None and removed(pages).exists():
        return gone(request)
    if page is None:
        raise Http404
    page = page.specific
    version = get_version(page)
    response = HttpResponse(get_card(page, version), content_type="image/png")
    lasting = request.GET.get("v") == version
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if lasting else "public, max-age=3600"
    return response


def get_card_url(page) -> str:
    """The address of a page's card; it changes with what the card shows."""
    language = page.locale.language_code
    query = f"?v={get_version(page)}" + ("" if language == settings.LANGUAGE_CODE else f"&l={language}")
    return reverse("social_card", args=[page.reference]) + query


def get_words(page) -> tuple[str, ...]:
    with override(page.locale.language_code):
        about = " · ".join(part for part in (str(page.kind_label), page.display_date, *page.caveats) if part)
    theme = page.main_theme
    colour = getattr(theme, "colour", "") or DEFAULT_COLOUR
    pattern = getattr(theme, "pattern", "") or DEFAULT_PATTERN
    subtitle = getattr(page, "subtitle", "")
    return french_spaces(page.title), french_spaces(subtitle), about, colour, pattern, page.reference


def get_version(page) -> str:
    return hashlib.sha256("\n".join((VERSION, *get_words(page))).encode()).hexdigest()[:12]


def get_card(page, version: str) -> bytes:
    """The card's PNG, drawn if what it shows has changed."""
    folder = Path(settings.VAR_DIR) / "social_cards"
    name = f"{page.reference}.{page.locale.language_code}"
    path = folder / f"{name}.{version}.png"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    data = draw_card(*get_words(page))
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(f"{name}.*.png"):
        stale.unlink(missing_ok=True)
    temporary = path.with_suffix(f".{id(data)}.tmp")
    temporary.write_bytes(data)
    temporary.replace(path)
    return data


@functools.cache
def get_font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """The State's typeface, as the design system ships it."""
    return ImageFont.truetype(finders.find(f"dsfr/dist/fonts/Marianne-{weight}.woff"), size)


def draw_trame(colour: str, pattern: str, dress: Dress, width: int, height: int, tile: int) -> Image.Image:
    """A rectangle of the pattern in the colour's inks, as the page wears it."""
    by_letter = dict(zip("pmd", COLOURS.get(colour, COLOURS[DEFAULT_COLOUR]), strict=True))
    paper, *inks = (by_letter[letter] for letter in dress.inks)
    tile //= dress.scale
    scale = 3
    unit = tile * scale // SIDE
    drawing = Image.new("RGB", (tile * scale, tile * scale), paper)
    for layer, ink in enumerate(inks):
        mask = Image.new("1", drawing.size)
        name = dress.over if layer else pattern
        for polygon in polygons(name if name in PATTERNS else DEFAULT_PATTERN, layer):
            shape = Image.new("1", drawing.size)
            ImageDraw.Draw(shape).polygon([(x * unit, y * unit) for x, y in polygon], fill=1)
            mask = ImageChops.logical_xor(mask, shape)
        drawing.paste(ink, mask=mask)
    drawing = drawing.resize((tile, tile), Image.Resampling.LANCZOS)
    filled = Image.new("RGB", (width, height))
    for x in range(0, width, tile):
        for y in range(0, height, tile):
            filled.paste(drawing, (x, y))
    across, down = TURNS[dress.turn]
    filled = ImageOps.mirror(filled) if across < 0 else filled
    return ImageOps.flip(filled) if down < 0 else filled


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Cut `text` into lines of at most `width` pixels, at spaces that may break."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def fit_title(title: str, width: int, height: int) -> tuple[list[str], ImageFont.FreeTypeFont, int]:
    """The largest size at which the title fits; a title longer than any fit is cut with an ellipsis."""
    for size in (68, 60, 52, 46, 40, 36):
        font, leading = get_font("Bold", size), round(size * 1.2)
        lines = wrap(title, font, width)
        if len(lines) * leading <= height and all(font.getlength(line) <= width for line in lines):
            return lines, font, leading
    kept = lines[: height // leading]
    kept[-1] = kept[-1].rsplit(" ", 1)[0] + "…"
    return kept, font, leading


def draw_card(title: str, subtitle: str, about: str, colour: str, pattern: str, seed: str) -> bytes:
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    card.paste(draw_trame(colour, pattern, get_dress(seed), COVER, HEIGHT, COVER), (0, 0))
    pen = ImageDraw.Draw(card)
    deep = COLOURS.get(colour, COLOURS[DEFAULT_COLOUR])[2]
    pen.rectangle((0, 0, 11, HEIGHT), fill=deep)
    left, width = COVER + MARGIN, WIDTH - COVER - 2 * MARGIN
    pen.text((left, MARGIN - 6), about, font=get_font("Bold", 28), fill=deep)
    lines, font, leading = fit_title(title, width, 330)
    y = MARGIN + 52
    for line in lines:
        pen.text((left, y), line, font=font, fill=INK)
        y += leading
    if subtitle and y < 400:
        small = get_font("Regular", 30)
        for line in wrap(subtitle, small, width)[:2]:
            pen.text((left, y + 12), line, font=small, fill=GREY)
            y += 40
    pen.rectangle((left, HEIGHT - MARGIN - 50, left + 27, HEIGHT - MARGIN - 44), fill=BLUE)
    pen.rectangle((left + 28, HEIGHT - MARGIN - 50, left + 55, HEIGHT - MARGIN - 44), fill=RED)
    pen.text((left, HEIGHT - MARGIN - 34), "Conseil national du numérique", font=get_font("Bold", 28), fill=INK)
    buffer = io.BytesIO()
    card.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
