"""Fill the database and the bucket of the site that is tried; accounts whose second factor the trial knows."""

import io
import json
import logging
import os
import subprocess
import uuid
from pathlib import Path

from scripts import services

#: A password and a secret of second factor that open nothing but a database that is thrown away.
PASSWORD, SECRET = "un-mot-de-passe-de-passage", "JBSWY3DPEHPK3PXP"
STAFF = 40


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    import boto3
    from django.conf import settings
    from django.core.management import call_command

    options = settings.STORAGES["default"]["OPTIONS"]
    keys = {"aws_access_key_id": options["access_key"], "aws_secret_access_key": options["secret_key"]}
    boto3.client("s3", endpoint_url=options["endpoint_url"], region_name="us-east-1", **keys).create_bucket(
        Bucket=options["bucket_name"]
    )
    dump = Path(os.environ["ALIVE_DUMP"])
    if dump.exists():
        restore(dump)
    call_command("migrate", verbosity=0)
    if not dump.exists():
        call_command("load_demo", verbosity=0)
        call_command("setup_roles", verbosity=0)
        keep(dump)
    call_command("reindex", verbosity=0)
    make_staff()
    Path(os.environ["ALIVE_ADDRESSES"]).write_text(json.dumps(find_addresses()))


def keep(dump: Path) -> None:
    """The demo, loaded: to be restored the next time, which is faster."""
    program = services.postgres_folder() / "pg_dump"
    subprocess.run([program, "-Fc", "-f", dump, os.environ["DATABASE_URL"]], check=True)


def restore(dump: Path) -> None:
    program = services.postgres_folder() / "pg_restore"
    subprocess.run([program, "--no-owner", "-d", os.environ["DATABASE_URL"], dump], check=True)


def make_staff() -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import encrypt
    from django.contrib.auth import get_user_model

    for number in range(STAFF):
        user = get_user_model().objects.create_superuser(f"veille{number}", f"v{number}@example.org", PASSWORD)
        Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(SECRET)})


def find_addresses() -> dict[str, list[str]]:
    """Kind → paths: pages (the site map), images in the sizes in which pages show them."""
    import re

    from django.test import Client

    from content.models import ContentPage

    client = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
    found = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    cards = [
        f"/partage/{reference}.png" for reference in ContentPage.objects.live().values_list("reference", flat=True)
    ]
    return {"page": found, "image": [make_image(number) for number in range(20)], "card": cards}


def make_image(number: int) -> str:
    """The address of an image that the public may see: a live page refers to it."""
    from django.core.files.images import ImageFile
    from PIL import Image
    from wagtail.images import get_image_model
    from wagtail.models import Page, ReferenceIndex

    content = io.BytesIO()
    Image.new("RGB", (800, 600), (number, 90, 90)).save(content, "JPEG")
    content.seek(0)
    image = get_image_model().objects.create(title=f"{number}", file=ImageFile(content, f"image{number}.jpg"))
    page = Page.objects.live().filter(depth__gt=2).order_by("pk")[number]
    of = {
        name: ReferenceIndex._get_base_content_type(model)
        for name, model in (("base_content_type", Page), ("to_content_type", type(image)))
    }
    ReferenceIndex.objects.create(
        **of,
        content_type=page.content_type,
        object_id=page.pk,
        to_object_id=image.pk,
        model_path="i",
        content_path="i",
        content_path_hash=uuid.uuid4(),
    )
    return image.get_rendition("width-400").url


if __name__ == "__main__":
    main()
