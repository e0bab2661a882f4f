"""What readers and search engines meet in each state of a translation."""

import pytest

from tests.factories import make_theme

from .making import fill, get_target, get_translation, publish, submit

pytestmark = pytest.mark.django_db


def get_head(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().split("</head>")[0]


def test_states(client, page, django_capture_on_commit_callbacks):
    # Not translated: readers in English are led to the French, which says its language.
    assert "hreflang=" not in get_head(client, page.url)
    html = client.get("/en/toys/").content.decode()
    assert "Toupie" in html and f'href="{page.url}"' in html and 'hreflang="fr"' in html
    response = client.get("/en/id/toupie/")
    assert response.status_code == 200
    assert f'rel="canonical" href="http://localhost{page.url}"' in response.content.decode()
    assert "French" in response.content.decode()
    # A draft: nothing changes.
    draft = submit(page)
    assert client.get(draft.url).status_code == 404
    assert "hreflang=" not in get_head(client, page.url)
    assert "Toupie" in client.get("/en/toys/").content.decode()
    # Online: each names the other and is its own canonical address.
    fill(page, title="Spinning top", slug="spinning-top")
    publish(page, django_capture_on_commit_callbacks)
    target = get_target(page)
    french, english = get_head(client, page.url), get_head(client, target.url)
    for head, own in ((french, page.url), (english, target.url)):
        assert f'rel="canonical" href="http://localhost{own}"' in head
        assert f'hreflang="fr" href="http://localhost{page.url}"' in head
        assert f'hreflang="en" href="http://localhost{target.url}"' in head
    assert '<html lang="en"' in english
    html = client.get("/en/toys/").content.decode()
    assert "Spinning top" in html and "Toupie" not in html
    # The original is withdrawn, and the English page put back: it stands alone, and leads to no page that is gone.
    page.unpublish()
    publish(page, django_capture_on_commit_callbacks)
    english = get_head(client, target.url)
    assert "hreflang=" not in english and f'rel="canonical" href="http://localhost{target.url}"' in english
    assert page.url not in client.get(target.url).content.decode().replace(target.url, "")
    # Withdrawn in English too: nothing is left of it.
    target.unpublish()
    assert client.get(target.url).status_code == 410
    assert "Spinning top" not in client.get("/en/toys/").content.decode()


def test_a_theme_that_is_not_translated_is_read_in_french(client, page):
    theme = make_theme("Jeux anciens", slug="jeux-anciens")
    page.themes.set([theme])
    page.save_revision().publish()
    submit(theme)
    html = client.get("/en/themes/jeux-anciens/").content.decode()
    assert "Jeux anciens" in html
    fill(theme, name="Old games")
    get_translation(theme).save_target(publish=True)
    assert "Old games" in client.get("/en/themes/jeux-anciens/").content.decode()
    assert "Jeux anciens" in client.get("/themes/jeux-anciens/").content.decode()
