"""Run in a process of its own, on the settings that a test wrote: install the sample section, show a page, read it.

Prints what each address answers, as JSON, the last line.
"""

import json

BODY = "Le texte de cette audition parle de phares."


def install() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "auditions", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def visit() -> dict[str, str]:
    from django.apps import apps
    from django.contrib.auth import get_user_model
    from django.test import Client

    from search.indexing.queue import process
    from tests.factories import get_home, make_page

    body = [{"type": "paragraph", "value": f"<p>{BODY}</p>"}]
    page = make_page(apps.get_model("auditions.AuditionPage"), title="Zoé Exemple entendue", body=body)
    process()
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("chef", "chef@example.org", "x"))
    index = page.get_parent().url
    addresses = {"page": page.url, "index": index, "home": get_home().url, "feed": f"{index}feed/"}
    addresses |= {"search": "/recherche/?q=phares", "api": "/api/v1/search/?q=phares", "sitemap": "/sitemap.xml"}
    addresses |= {"admin": "/admin/", "list": "/admin/sections/auditions/auditionpage/"}
    addresses["editor"] = f"/admin/pages/{page.pk}/edit/"
    seen = {}
    for name, address in addresses.items():
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        seen[name] = response.content.decode()
    return seen


if __name__ == "__main__":
    import django

    django.setup()
    install()
    print(json.dumps(visit()))
