"""Can the page be used with the keyboard alone, and without JavaScript?"""

from playwright.sync_api import Page

from .chromium import go

TAB_LIMIT = 600
# The focused element: what it is, whether it is seen, whether its focus is.
FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    const box = element.getBoundingClientRect();
    const shown = [element, ...(element.labels || [])].flatMap((e) =>
        [getComputedStyle(e), getComputedStyle(e, "::before"), getComputedStyle(e, "::after")]);
    const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    // A whole card may wear the mark of the link that covers it.
    const around = [];
    for (let e = element.parentElement; e && around.length < 4; e = e.parentElement) around.push(getComputedStyle(e));
    const marked = shown.some((style) => outlined(style) || style.boxShadow !== "none") || around.some(outlined);
    const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
        && box.right > 0 && box.left < innerWidth && getComputedStyle(element).visibility === "visible";
    const label = [...(element.labels || [])][0]?.getBoundingClientRect();
    window.__stops = window.__stops || [];
    let number = window.__stops.indexOf(element);
    const again = number >= 0;
    if (!again) number = window.__stops.push(element) - 1;
    const name = (element.textContent || element.name || element.id || "").trim().replace(/\\s+/g, " ").slice(0, 40);
    return {
        number, again, marked, inView: inView || !!(label && label.width > 0),
        what: `${element.tagName.toLowerCase()} "${name}"`,
        target: element.getAttribute("href") || "",
        // Day, month, year, the calendar: several stops of one field.
        parts: ["date", "time"].includes(element.type) ? 4 : 1,
    };
}"""
TARGET = "(id) => !!document.getElementById(id)"
# Text that is in the page and not on the screen. With scripts on, what a button shows is not counted.
HIDDEN_TEXT = """(scripts) => {
    const main = document.querySelector("main");
    if (!main) return ["no main landmark"];
    const meant = "[hidden], dialog, template, script, style, noscript, option, button, .fr-sr-only, details:not([open])";
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const controlled = new Set([...document.querySelectorAll("[aria-controls]")].map((e) => e.getAttribute("aria-controls")));
    const hidden = [];
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim(), parent = walker.currentNode.parentElement;
        if (!text || parent.closest(meant)) continue;
        if (parent.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        let shown = null;
        if (scripts) for (let e = parent; e && !shown; e = e.parentElement) shown = controlled.has(e.id) ? e : null;
        if (!shown) hidden.push(`${parent.tagName.toLowerCase()} "${text.slice(0, 40)}"`);
    }
    return hidden;
}"""
LOST_LINKS = """() => {
    const seen = new Set([...document.querySelectorAll("a[href]")]
        .filter((a) => a.checkVisibility({visibilityProperty: true}) && a.getBoundingClientRect().width > 0)
        .map((a) => a.getAttribute("href")));
    return [...document.querySelectorAll("header nav a[href]")]
        .map((a) => a.getAttribute("href")).filter((href) => !seen.has(href));
}"""
LOST_FORMS = """() => [...document.querySelectorAll("main form")].filter((form) => !form.closest("details:not([open])")
    && ![...form.querySelectorAll("button:not([type=button]), input[type=submit]")].some((b) =>
        b.checkVisibility({visibilityProperty: true}))).map((form) => form.getAttribute("action") || "this page")"""


def keyboard(page: Page, url: str) -> list[str]:
    """Walk the page at `url` with the Tab key; return what is wrong."""
    go(page, url)
    return walk(page)


def walk(page: Page) -> list[str]:
    problems, previous, stayed = [], None, 1
    for step in range(TAB_LIMIT):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if step == 0:
            if stop is None or not stop["target"].startswith("#"):
                problems.append(f"the first stop is not a skip link: {stop and stop['what']}")
            elif not page.evaluate(TARGET, stop["target"][1:]):
                problems.append(f"the skip link leads nowhere: {stop['target']}")
        if stop is None or (stop["again"] and stop["number"] == 0):
            return problems
        stayed = stayed + 1 if stop["number"] == previous else 1
        if stop["again"] and stop["number"] == previous and stayed <= stop["parts"]:
            continue
        if stop["again"]:
            where = "stays on" if stop["number"] == previous else "comes back to"
            return [*problems, f"keyboard trap: the focus {where} {stop['what']}"]
        previous = stop["number"]
        if not stop["inView"]:
            problems.append(f"focus on something out of sight: {stop['what']}")
        elif not stop["marked"]:
            problems.append(f"focus not visible: {stop['what']}")
    return [*problems, f"more than {TAB_LIMIT} stops"]


def without_scripts(plain: Page, page: Page, url: str) -> list[str]:
    """Look at `url` in a tab where JavaScript is on, then in one where it is off; return what is lost without."""
    go(page, url)
    return lost_without_scripts(plain, page, url)


def lost_without_scripts(plain: Page, page: Page, url: str) -> list[str]:
    """The same, `page` being at `url` already."""
    kept = set(page.evaluate(HIDDEN_TEXT, True))
    plain.goto(url, wait_until="load")
    lost = [text for text in plain.evaluate(HIDDEN_TEXT, False) if text not in kept]
    problems = [f"text hidden without JavaScript: {text}" for text in lost[:3]]
    problems += [f"navigation link lost without JavaScript: {href}" for href in plain.evaluate(LOST_LINKS)[:3]]
    problems += [f"form without a visible button: {action}" for action in plain.evaluate(LOST_FORMS)]
    return [f"{problem} ({page.viewport_size['width']} px)" for problem in problems]
