"""Fill the database and the bucket of the site that is tried; accounts whose second factor the trial knows."""

import json
import os
from pathlib import Path

#: A password and a secret of second factor that open nothing but a database that is thrown away.
PASSWORD, SECRET = "un-mot-de-passe-de-passage", "JBSWY3DPEHPK3PXP"
STAFF = 40


def main() -> None:
    import django

    django.setup()
    import boto3
    from django.conf import settings
    from django.core.management import call_command

    options = settings.STORAGES["default"]["OPTIONS"]
    keys = {"aws_access_key_id": options["access_key"], "aws_secret_access_key": options["secret_key"]}
    boto3.client("s3", endpoint_url=options["endpoint_url"], region_name="us-east-1", **keys).create_bucket(
        Bucket=options["bucket_name"]
    )
    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    call_command("setup_roles", verbosity=0)
    call_command("reindex", verbosity=0)
    make_staff()
    Path(os.environ["ALIVE_ADDRESSES"]).write_text(json.dumps(find_addresses()))


def make_staff() -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import encrypt
    from django.contrib.auth import get_user_model

    for number in range(STAFF):
        user = get_user_model().objects.create_superuser(f"veille{number}", f"v{number}@example.org", PASSWORD)
        Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(SECRET)})


def find_addresses() -> dict[str, list[str]]:
    """Kind → paths: pages (the site map), images (sizes that pages show)."""
    import re

    from django.test import Client
    from wagtail.images import get_image_model

    client = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
    found = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    for page in found[:40]:
        client.get(page)
    rendition = get_image_model().get_rendition_model()
    return {"page": found, "image": [one.url for one in rendition.objects.all()[:60] if one.file]}


if __name__ == "__main__":
    main()
