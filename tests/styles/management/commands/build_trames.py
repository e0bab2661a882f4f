"""Write `static/cnnum/trames.css`: one class per colour and per pattern of `themes.trames`."""

import re

from themes.trames import COLOURS, INKS, PATTERNS, SCALES, SIDE, TURNS, svg_path

from .build_dsfr import FilesCommand, read

UNIT = 24
HEADER = "/* Made by `manage.py build_trames` from themes/trames.py: do not edit. */\n"


def mask(pattern: str, layer: int) -> str:
    side = SIDE * UNIT
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{side}' height='{side}'><path d='{svg_path(pattern, layer, UNIT)}'/></svg>"
    return f'url("data:image/svg+xml,{svg.replace("<", "%3C").replace(">", "%3E")}")'


def build() -> str:
    core = read("core/core.main.min.css")
    lines = [HEADER]
    for colour in COLOURS:
        names = sorted(set(re.findall(rf"--{colour}-[\w-]+(?=:#)", core)))
        main = next(name for name in names if "-main-" in name and name.count("-main-") == 1)
        deep = next(name for name in names if re.fullmatch(rf"--{colour}-sun-\d+-moon-\d+", name))
        lines.append(
            f".trame--{colour} {{ --trame-pale: var(--{colour}-975-75); --trame-soft: var(--{colour}-950-100);"
            f" --trame-paper: var(--{colour}-850-200); --trame-main: var({main}); --trame-deep: var({deep}); }}\n"
        )
    lines += [f":root {{ --{pattern}-b: {mask(pattern, 1)}; }}\n" for pattern in PATTERNS]
    for pattern in PATTERNS:
        lines.append(f".trame--{pattern} {{ --trame-a: {mask(pattern, 0)}; --trame-b: var(--{pattern}-b); }}\n")
    # After them all, or it would not win over the pattern's own.
    lines += [f".over--{pattern} {{ --trame-b: var(--{pattern}-b); }}\n" for pattern in PATTERNS]
    ink = {letter: f"var(--trame-{name})" for letter, name in (("p", "paper"), ("m", "main"), ("d", "deep"))}
    for inks in INKS:
        paper, first, second = (ink[letter] for letter in inks)
        lines.append(f".inks--{inks} {{ --ink-paper: {paper}; --ink-a: {first}; --ink-b: {second}; }}\n")
    lines += [f".scale--{scale} {{ --trame-scale: {1 / scale:.4f}; }}\n" for scale in SCALES]
    lines += [f".turn--{name} {{ --trame-turn: scale({x}, {y}); }}\n" for name, (x, y) in TURNS.items()]
    return "".join(lines)


class Command(FilesCommand):
    help = "Write static/cnnum/trames.css from themes/trames.py."

    def build(self) -> dict[str, bytes]:
        return {"trames.css": build().encode()}
