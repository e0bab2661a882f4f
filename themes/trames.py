"""The “trames”: geometric patterns that dress covers, cards and social cards.

A pattern is two layers of 4 × 4 cells, one glyph a cell. The same drawing is given to the browser
as an SVG mask (`svg_path`, in the style sheet) and to the social cards as polygons (`polygons`),
so that a page shared on a social network wears the cover it has on the site.
"""

import hashlib
import itertools
import math
from typing import NamedTuple

#: Illustrative colours of the State's design system: name → (paper, main ink, deep ink) on a light
#: screen. The style sheet reads the same colours from the design system, with their dark twins.
COLOURS = {
    "green-tilleul-verveine": ("#e2cf58", "#b7a73f", "#66673d"),
    "green-bourgeon": ("#95e257", "#68a532", "#447049"),
    "green-emeraude": ("#6fe49d", "#00a95f", "#297254"),
    "green-menthe": ("#73e0cf", "#009081", "#37635f"),
    "green-archipel": ("#60e0eb", "#009099", "#006a6f"),
    "blue-ecume": ("#bfccfb", "#465f9d", "#2f4077"),
    "blue-cumulus": ("#b6cffb", "#417dc4", "#3558a2"),
    "purple-glycine": ("#fbb8f6", "#a558a0", "#6e445a"),
    "pink-macaron": ("#fcc0b4", "#e18b76", "#8d533e"),
    "pink-tuile": ("#fcbfb7", "#ce614a", "#a94645"),
    "yellow-tournesol": ("#efcb3a", "#c8aa39", "#716043"),
    "yellow-moutarde": ("#fcc63a", "#c3992a", "#695240"),
    "orange-terre-battue": ("#fcc0b0", "#e4794a", "#755348"),
    "brown-cafe-creme": ("#e7ca8e", "#d1b781", "#685c48"),
    "brown-caramel": ("#eac7b2", "#c08c65", "#845d48"),
    "brown-opera": ("#eac7ad", "#bd987a", "#745b47"),
    "beige-gris-galet": ("#e0cab0", "#aea397", "#6a6156"),
}
DEFAULT_COLOUR = "blue-cumulus"

#: Glyphs by their letters, drawn in a cell of side 1: move (x y), line (x y), arc (radius sweep x y).
GLYPHS = {
    "s": "M 0 0 L 1 0 L 1 1 L 0 1",  # square
    "f": "M 0 0 L 1 0 L 1 1 L 0 1 M .25 .25 L .25 .75 L .75 .75 L .75 .25",  # frame
    "q": "M 0 0 L 1 0 A 1 1 0 1",  # quarter
    "h": "M 0 0 L 1 0 A .5 1 0 0",  # half
    "c": "M 0 0 L 1 0 L 0 1",  # corner
    "b": "M 0 .2 L 1 .2 L 1 .8 L 0 .8",  # bar
    "k": "M .06 .1 L .94 .1 L .94 .9 L .06 .9",  # brick
    "l": "M .06 .1 L 1 .1 L 1 .9 L .06 .9",  # long
    "e": "M 0 .1 L .44 .1 L .44 .9 L 0 .9 M .56 .1 L 1 .1 L 1 .9 L .56 .9",  # end
    "d": "M 0 .5 A .5 1 1 .5 A .5 1 0 .5",  # disc
    "o": "M .25 .5 A .25 1 .75 .5 A .25 1 .25 .5",  # dot
    "r": "M 0 .5 A .5 1 1 .5 A .5 1 0 .5 M .25 .5 A .25 0 .75 .5 A .25 0 .25 .5",  # ring
    "a": "M .5 0 L 1 .5 L .5 1 L 0 .5",  # diamond
    "v": "M 0 0 L .5 .5 L 1 0 L 1 .5 L .5 1 L 0 .5",  # chevron
    "x": "M .35 0 L .65 0 L .65 .35 L 1 .35 L 1 .65 L .65 .65 L .65 1 L .35 1 L .35 .65 L 0 .65 L 0 .35 L .35 .35",  # cross
    "w": "M 0 .5 A .5 1 1 .5 L .7 .5 A .2 0 .3 .5",  # wave
    "y": "M 0 0 L 1 0 L 1 .3 M 0 0 L 1 .6 L 1 1 L .9 1 M 0 0 L .55 1 L .2 1",  # ray
    "p": "M .65 0 A .65 1 0 .65 L 0 .35 A .35 0 .35 0",  # pipe
    "i": "M .35 0 L .65 0 L .65 1 L .35 1",  # line
    "n": "M 0 0 L .5 0 L 1 .5 L 1 1",  # band
    "t": "M .25 .07 L .75 .07 L 1 .5 L .75 .93 L .25 .93 L 0 .5",  # hexagon
}

#: name → (layer in the main ink, layer in the deep ink). A cell is a glyph's letter and a number of
#: quarter turns; a point is an empty cell. The names are those of `themes.models.ThemePattern`.
PATTERNS = {
    "points": ("o0 d0 o0 o0 o0 o0 .  d0 d0 o0 o0 o0 o0 .  d0 o0", ".  .  .  .  .  .  d0 .  .  .  .  .  .  d0 .  ."),
    "ondes": ("w0 w2 w0 w2 .  .  w0 w2 w0 w2 w0 w2 w0 w2 .  .", ".  .  .  .  w0 w2 .  .  .  .  .  .  .  .  w0 w2"),
    "grille": ("f0 .  f0 s0 .  f0 .  f0 f0 s0 f0 .  .  f0 .  f0", ".  s0 .  .  f0 .  .  .  .  .  .  f0 .  .  s0 ."),
    "tissage": ("b0 b1 b0 .  b1 b0 b1 b0 b0 .  b0 b1 b1 b0 b1 b0", ".  .  .  b1 .  .  .  .  .  b1 .  .  .  .  .  ."),
    "briques": ("l0 l2 l0 l2 .  e0 e0 .  l0 l2 .  .  e0 .  .  e0", ".  .  .  .  e0 .  .  e0 .  .  l0 l2 .  e0 e0 ."),
    "rayons": ("y0 .  y1 .  .  y2 .  y3 y1 .  y0 .  .  y3 .  y2", ".  q0 .  .  .  .  .  .  .  .  .  q2 q0 .  .  ."),
    "circuits": ("p0 p1 p2 p1 p2 .  p0 p3 p1 p0 p3 .  p3 p2 p1 p0", ".  .  .  .  .  d0 .  .  .  .  .  d0 .  .  .  ."),
    "chevrons": ("v0 v0 .  .  v2 v2 v0 v0 .  .  v2 v2 v0 v0 .  .", ".  .  v0 v0 .  .  .  .  v0 v0 .  .  .  .  v2 v2"),
    "cercles": ("q0 .  q1 .  .  q2 .  h3 h1 q0 .  .  q3 .  .  q2", ".  q2 .  .  q0 .  d0 .  .  .  q1 .  .  h0 q0 ."),
    "losanges": ("a0 .  a0 .  .  a0 .  a0 a0 a0 .  .  .  a0 a0 .", ".  a0 .  .  .  .  a0 .  .  .  .  a0 a0 .  .  ."),
    "lignes": ("n0 n0 .  n1 n0 .  n1 n1 .  n1 n1 n0 n1 n1 n0 n0", ".  .  n0 .  .  n0 .  .  n0 .  .  .  .  .  .  ."),
    "croix": ("x0 .  x0 .  .  x0 .  x0 x0 .  x0 .  .  x0 .  x0", ".  x0 .  .  x0 .  .  .  .  .  .  x0 .  .  x0 ."),
    "triangles": ("c0 c1 .  c2 c3 .  c0 c1 .  c2 c3 .  c1 c0 .  c3", ".  .  c3 .  .  c1 .  .  c2 .  .  c0 .  .  c2 ."),
    "hexagones": ("t0 t0 .  t0 .  t0 t0 .  t0 .  t0 t0 .  t0 .  t0", ".  .  t0 .  t0 .  .  t0 .  t0 .  .  .  .  t0 ."),
}
DEFAULT_PATTERN = "points"
SIDE = 4
#: What the paper and the two layers are coloured with, of a colour's paper, main and deep inks.
INKS = ["".join(letters) for letters in itertools.permutations("pmd")]
#: How many times the tile goes into its place, and how it is mirrored (across, down).
SCALES = (1, 2, 3)
TURNS = {"0": (1, 1), "x": (-1, 1), "y": (1, -1), "xy": (-1, -1)}

_TURNS = [lambda x, y: (x, y), lambda x, y: (1 - y, x), lambda x, y: (1 - x, 1 - y), lambda x, y: (y, 1 - x)]


def _commands(glyph: str, turns: int, column: int, row: int):
    """Yield the glyph's commands as (letter, radius, sweep, x, y), in cells from the tile's corner."""
    tokens = iter(GLYPHS[glyph].split())
    for letter in tokens:
        radius, sweep = (float(next(tokens)), int(next(tokens))) if letter == "A" else (0, 0)
        x, y = _TURNS[turns](float(next(tokens)), float(next(tokens)))
        yield letter, radius, sweep, x + column, y + row


def _layer(pattern: str, layer: int):
    for index, cell in enumerate(PATTERNS[pattern][layer].split()):
        if cell != ".":
            yield list(_commands(cell[0], int(cell[1:]), index % SIDE, index // SIDE))


def svg_path(pattern: str, layer: int, unit: int = 24) -> str:
    """The layer as the `d` of one SVG path, in a tile of side `4 × unit`."""
    parts = []
    for commands in _layer(pattern, layer):
        for letter, radius, sweep, x, y in commands:
            point = f"{x * unit:g} {y * unit:g}"
            arc = f"{radius * unit:g} {radius * unit:g} 0 0 {sweep} "
            parts.append(letter + (arc if letter == "A" else "") + point)
        parts.append("Z")
    return "".join(parts).replace("ZM", "M")


def _flatten(start, radius: float, sweep: int, end, steps: int = 24):
    """Points along a circular arc that is no longer than half a turn."""
    (x0, y0), (x1, y1) = start, end
    half = math.hypot(x1 - x0, y1 - y0) / 2
    height = math.sqrt(max(radius * radius - half * half, 0))
    side = 1 if sweep else -1
    cx = (x0 + x1) / 2 - side * height * (y1 - y0) / (2 * half)
    cy = (y0 + y1) / 2 + side * height * (x1 - x0) / (2 * half)
    first, last = math.atan2(y0 - cy, x0 - cx), math.atan2(y1 - cy, x1 - cx)
    turn = (last - first) % (2 * math.pi) if sweep else -((first - last) % (2 * math.pi))
    return [
        (cx + radius * math.cos(first + turn * i / steps), cy + radius * math.sin(first + turn * i / steps))
        for i in range(1, steps + 1)
    ]


def polygons(pattern: str, layer: int) -> list[list[tuple[float, float]]]:
    """The layer as polygons, in cells; a ring is two of them, to be drawn with exclusive or."""
    found = []
    for commands in _layer(pattern, layer):
        for letter, radius, sweep, x, y in commands:
            if letter == "M":
                found.append([(x, y)])
            elif letter == "L":
                found[-1].append((x, y))
            else:
                found[-1] += _flatten(found[-1][-1], radius, sweep, (x, y))
    return found


class Dress(NamedTuple):
    """What makes a page's trame its own, among the thousand that its theme's colour and pattern allow."""

    over: str
    inks: str
    scale: int
    turn: str

    @property
    def classes(self) -> str:
        return f"over--{self.over} inks--{self.inks} scale--{self.scale} turn--{self.turn}"


def get_dress(seed: str) -> Dress:
    """Always the same for the same words: a page's reference is that of its translations too."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    found = []
    for choices in (list(PATTERNS), INKS, SCALES, list(TURNS)):
        number, rest = divmod(number, len(choices))
        found.append(choices[rest])
    return Dress(*found)
