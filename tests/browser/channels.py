"""Every way by which the public comes to a letter, in each language."""

from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Browser, Page, expect

from .chromium import new_context
from .site import Site

#: Language → what stands before the addresses of its pages, and the name of the search page.
PLACES = {"fr": ("", "recherche"), "en": ("/en", "search")}
EXPORTS = ("bibtex", "csl", "csv", "ris")


@dataclass
class Letter:
    """A letter in one language, as the public looks for it: by the beginning of its title, or by one word."""

    title: str
    start: str
    word: str
    path: str
    reference: str
    language: str = "fr"

    def get_lists(self) -> list[str]:
        """The addresses that name what is public: search, autocomplete, listing, feeds, exports, API, site map."""
        root, search = PLACES[self.language]
        found, word, start = f"{root}/{search}/", quote(self.word), quote(self.start)
        return [
            f"{found}?q={word}",
            f"{found}suggestions/?q={start}",
            f"{found}suggestions/opensearch/?q={start}",
            f"{found}feed/atom/?q={word}",
            f"{found}feed/json/?q={word}",
            *(f"{found}export/{name}/?q={word}" for name in EXPORTS),
            f"{root}/cenum/",
            f"{root}/cenum/feed/",
            f"/api/v1/search/?q={word}&lang={self.language}",
            f"/api/v1/suggest/?q={start}&lang={self.language}",
            "/sitemap.xml",
        ]

    def find(self, site: Site) -> dict[str, bool]:
        """Address → whether the letter is there."""
        answers = {address: site.get(address) for address in self.get_lists()}
        assert {answer.status for answer in answers.values()} == {200}, answers
        return {
            address: self.title in answer.text or f"{self.path}<" in answer.text or f'{self.path}"' in answer.text
            for address, answer in answers.items()
        }

    def get_statuses(self, site: Site) -> dict[str, int]:
        """What the letter's own addresses answer: the page, its mails, its picture, its identifier."""
        root = PLACES[self.language][0]
        paths = [self.path, f"{self.path}email/", f"{self.path}email/texte/", f"/partage/{self.reference}.png"]
        return {path: site.get(path).status for path in [*paths, f"{root}/id/{self.reference}/"]}

    def assert_public(self, site: Site) -> None:
        assert [address for address, found in self.find(site).items() if not found] == []
        assert list(self.get_statuses(site).values()) == [200, 200, 200, 200, 302]

    def assert_unlisted(self, site: Site) -> None:
        assert [address for address, found in self.find(site).items() if found] == []

    def assert_gone(self, site: Site) -> None:
        self.assert_unlisted(site)
        statuses = self.get_statuses(site)
        assert set(statuses.values()) <= {404, 410}, statuses
        assert statuses[self.path] == list(statuses.values())[-1] == 410, "it was public, and both say so"


def search_as_the_public(browser: Browser, site: Site, letter: Letter) -> Page:
    """Somebody with a telephone types the first words, is offered the letter, searches, opens it."""
    page = new_context(browser, 320).new_page()
    root, search = PLACES[letter.language]
    page.goto(f"{site.base}{root}/{search}/")
    main = page.get_by_role("main")
    box = main.locator("[data-suggestions]")
    box.click()
    box.press_sequentially(letter.start)
    expect(page.get_by_role("option", name=letter.title).first).to_be_visible()
    box.fill(letter.word)
    box.press("Enter")
    main.get_by_role("heading", name=letter.title).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(letter.title)
    return page
