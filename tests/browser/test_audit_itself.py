"""The audit sees what it must see: a sound page passes, each sort of fault is found."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scripts import services

from .chromium import Visitor, launch, open_tab
from .site import Answer
from .uses import keyboard, without_scripts
from .vnu import check_html

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
STYLE = "body { color: #111; background: #fff } a:focus, button:focus { outline: 2px solid #00f }"
SCRIPT = (
    "document.documentElement.dataset.frTheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"
)
SOUND = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Une page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css"><script src="/script.js"></script>{head}</head>
<body><a href="#main">Aller au contenu</a><header><nav aria-label="Menu"><a href="/">Accueil</a></nav></header>
<main id="main"><h1>Une page</h1><p>Du texte.</p>{main}</main></body></html>"""
PAGES = {
    "/": SOUND.format(head="", main=""),
    "/style.css": STYLE,
    "/script.js": SCRIPT,
    "/trap.js": "addEventListener('DOMContentLoaded', () => document.querySelector('#trap').addEventListener("
    "'keydown', (event) => event.key === 'Tab' && event.preventDefault()))",
    "/hide.css": ".hide { display: none } [data-fr-theme] .shown { display: block }",
    "/wide.css": ".wide { width: 900px }",
    "/unmarked.css": "#unmarked:focus { outline: none }",
    "/axe": SOUND.format(head="", main="<img src='data:,'>"),
    "/html": SOUND.format(head="", main="<p><div>Mal imbriqué</div></p>"),
    "/policy": SOUND.format(head="", main="<p style='color: red'>Style en ligne</p>"),
    "/host": SOUND.format(head="<script src='http://127.0.0.1:9/x.js'></script>", main=""),
    "/wide": SOUND.format(head="<link rel='stylesheet' href='/wide.css'>", main="<p class='wide'>Large</p>"),
    "/trap": SOUND.format(head="<script src='/trap.js'></script>", main="<button id='trap'>Piège</button>"),
    "/unmarked": SOUND.format(
        head="<link rel='stylesheet' href='/unmarked.css'>", main="<button id='unmarked'>Bouton</button>"
    ),
    "/no-skip": SOUND.format(head="", main="").replace("#main", "/"),
    "/hidden": SOUND.format(
        head="<link rel='stylesheet' href='/hide.css'>",
        main="<p class='hide'>Caché</p><p class='hide shown'>Perdu</p>"
        "<button aria-controls='more'>Plus</button><div id='more' class='hide'>Déplié</div>",
    ),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path)
        kind = {"css": "text/css", "js": "text/javascript"}.get(self.path.rpartition(".")[2], "text/html")
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def base():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser(require):
    require(services.chromium(), "Chromium")
    with launch() as browser:
        yield browser


@pytest.fixture(scope="module")
def visitor(browser, base):
    visitor = Visitor(browser, base, 320, "dark")
    yield visitor
    visitor.close()


def test_a_sound_page_passes(browser, base, visitor):
    sight = visitor.see("/")
    assert (sight.axe, sight.problems) == ([], [])
    assert sight.requests == 3
    assert 0 < sight.bytes < 5000
    assert 10 < sight.nodes < 30
    with open_tab(browser, 1280) as page:
        assert keyboard(page, base + "/") == []
    with open_tab(browser, 320) as page, open_tab(browser, 320, scripts=False) as plain:
        assert without_scripts(plain, page, base + "/") == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/policy", "CSP: style-src-attr"),
        ("/host", "request to another host: http://127.0.0.1:9/x.js"),
        ("/wide", "px too wide at 320 px: p.wide"),
    ],
)
def test_faults_seen_by_the_browser(visitor, path, expected):
    assert any(expected in problem for problem in visitor.see(path, run_axe=False).problems)


def test_axe_runs_under_the_strict_policy(visitor):
    sight = visitor.see("/axe")
    assert any(violation.startswith("image-alt") for violation in sight.axe)
    assert sight.problems == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/trap", 'keyboard trap: the focus stays on button "Piège"'),
        ("/unmarked", 'focus not visible: button "Bouton"'),
        ("/no-skip", "the first stop is not a skip link"),
    ],
)
def test_faults_of_the_keyboard(browser, base, path, expected):
    with open_tab(browser, 1280) as page:
        assert any(expected in problem for problem in keyboard(page, base + path))


def test_text_lost_without_javascript(browser, base):
    """What is hidden to everyone is meant so; what a script or its button shows is lost."""
    with open_tab(browser, 320) as page, open_tab(browser, 320, scripts=False) as plain:
        assert without_scripts(plain, page, base + "/hidden") == [
            'text hidden without JavaScript: p "Perdu" (320 px)',
            'text hidden without JavaScript: div "Déplié" (320 px)',
        ]


def test_html_checker(require):
    require(services.shutil.which("java") and services.fetch_vnu(), "the Nu HTML checker")
    answers = [Answer(path, 200, PAGES[path].encode(), {}) for path in ("/", "/html")]
    assert list(check_html(answers)) == ["/html"]
