"""OAI-PMH 2.0: what the public reads, harvested by catalogues; what is gone stays told as deleted.

A record is a content in one language. Its datestamp is that of the last publication, withdrawal or
deletion (`LastPath.changed_at`). https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

import datetime
import re

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sections.locales import get_language_of
from sections.query import visible
from sections.registry import get_section_for, get_sections
from sections.specific import load_pages
from themes.labels import get_theme_names

from .citing.model import LICENCE, load_for_citing, make_reference
from .citing.records import SCHEMAS, write_record, write_xml
from .identifiers import find_named, make_name
from .models import ContentPage, LastPath
from .templatetags.content_tags import absolute_url

#: Records in an answer.
BATCH = 50
TOKENS = signing.Signer(salt="content.harvest")
#: Where a list goes on: microseconds, primary key.
CURSOR = re.compile("^([0-9]{1,16}-[0-9]{1,18})?$")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
#: A date, or a second of UTC, by its length: how it is read, and how long it lasts.
TIMES = {10: ("%Y-%m-%d", datetime.timedelta(days=1)), 20: ("%Y-%m-%dT%H:%M:%SZ", datetime.timedelta(seconds=1))}


class Refused(Exception):
    """An error of the protocol: (code, sentence). It is answered with status 200."""


def write_time(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime(TIMES[20][0])


def read_period(asked: dict) -> dict:
    """The filters of `from` and `until`. Raises `Refused`."""
    dates = [asked[name] for name in ("from", "until") if name in asked]
    try:
        if dates and (len(dates[0]) != len(dates[-1]) or dates[0] > dates[-1]):
            raise ValueError
        moments = {name: datetime.datetime.strptime(asked[name], TIMES[len(asked[name])][0]) for name in asked}
    except (ValueError, KeyError) as error:
        raise Refused(
            "badArgument", "A date is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ; two are alike and in order."
        ) from error
    found = {name: moment.replace(tzinfo=datetime.UTC) for name, moment in moments.items()}
    filters = {"changed_at__gte": found["from"]} if "from" in found else {}
    # The last day of the calendar has no day after it.
    if "until" in found and found["until"].year < datetime.MAXYEAR:
        filters["changed_at__lt"] = found["until"] + TIMES[len(asked["until"])][1]
    return filters


def check_arguments(query) -> dict:
    """The arguments of a request, each once. Raises `Refused`."""
    arguments = {name: query[name] for name in query}
    if arguments.get("verb") not in VERBS or len(query.getlist("verb")) > 1:
        raise Refused("badVerb", "The verb is missing, repeated or unknown.")
    given = set(arguments) - {"verb"}
    _answer, required, optional = VERBS[arguments["verb"]]
    if "resumptionToken" in given and optional >= {"set"}:
        required, optional = {"resumptionToken"}, set()
    if any(len(query.getlist(name)) > 1 for name in given) or required - given or given - required - optional:
        raise Refused("badArgument", "An argument is missing, repeated or not one of this verb.")
    if arguments.get("metadataPrefix", "oai_dc") not in SCHEMAS:
        raise Refused("cannotDisseminateFormat", "No such format.")
    return arguments


def get_sets() -> dict[str, str]:
    """The code of each set → its name: the sections, the themes."""
    sections = {f"section:{section.section_slug}": str(section.section_title) for section in get_sections()}
    return sections | {f"theme:{slug}": name for slug, name in get_theme_names().items()}


def find_known():
    """Every record that the public ever read."""
    return LastPath.objects.filter(identifier__model=ContentPage._meta.label).select_related("identifier")


def load_records(rows: list[LastPath]) -> dict:
    """(key, language) → the page of a record, ready to be cited; nothing for one that is gone."""
    pages = load_pages(visible(ContentPage.objects.filter(translation_key__in={row.identifier.key for row in rows})))
    load_for_citing(pages)
    return {(str(page.translation_key), get_language_of(page)): page for page in pages}


def find_withdrawn(since: datetime.datetime) -> bool:
    """Whether anything that the public read stopped being public since."""
    rows = list(find_known().filter(changed_at__gte=since))
    return len(load_records(rows)) < len(rows)


def write_cursor(row: LastPath) -> str:
    """Where a list goes on after a record: nothing is kept of it here."""
    return f"{(row.changed_at - EPOCH) // datetime.timedelta(microseconds=1)}-{row.pk}"


def take(rows, cursor: str, size: int) -> tuple[list[LastPath], bool]:
    """The `size` records that come after a cursor, from those that changed longest ago; whether there are more."""
    if cursor:
        moment, pk = map(int, cursor.split("-"))
        moment = EPOCH + datetime.timedelta(microseconds=moment)
        rows = rows.filter(Q(changed_at__gt=moment) | Q(changed_at=moment, pk__gt=pk))
    rows = list(rows.order_by("changed_at", "pk")[: size + 1])
    return rows[:size], len(rows) > size


def select_set(rows, name: str):
    """Keep the records of a set; of those that are gone, what still says so."""
    if name not in get_sets():
        raise Refused("noRecordsMatch", "No such set.")
    kind, _colon, value = name.partition(":")
    if kind == "theme":
        pages = ContentPage.objects.filter(themes__slug=value)
    else:
        section = next(section for section in get_sections() if section.section_slug == value)
        types = ContentType.objects.get_for_models(*section.page_classes).values()
        pages = ContentPage.objects.filter(content_type__in=types)
    return rows.filter(identifier__key__in=[str(key) for key in pages.values_list("translation_key", flat=True)])


def name_record(request, row: LastPath) -> str:
    host = absolute_url(request, "").split("//")[-1].strip("/").partition(":")[0]
    return f"oai:{host}:{make_name(row.identifier.value, row.language)}"


def tell_records(request, rows: list[LastPath], prefix: str = "") -> dict:
    """The records in the format `prefix`, or their headers: as many queries for many as for one."""
    pages, root, names = load_records(rows), absolute_url(request, ""), {}
    for row in rows:
        page = row.page = pages.get((row.identifier.key, row.language))
        row.name, row.datestamp = name_record(request, row), write_time(row.changed_at)
        if page is None:
            continue
        section = get_section_for(page)
        row.sets = [f"section:{section.section_slug}"] if section else []
        row.sets += [f"theme:{theme.slug}" for theme in page.themes.all()]
        if prefix:
            with override(row.language):
                if row.language not in names:
                    names[row.language] = get_theme_names()
                reference = make_reference(page, root, names[row.language])
                row.metadata = write_record(prefix, reference).partition("?>")[2]
    return {"rows": rows, "prefix": prefix}


def identify(request, arguments) -> dict:
    earliest = find_known().order_by("changed_at").values_list("changed_at", flat=True).first()
    identity = {
        "repositoryName": "Conseil national du numérique",
        "baseURL": absolute_url(request, request.path),
        "protocolVersion": "2.0",
        "adminEmail": settings.DEFAULT_FROM_EMAIL.split("<")[-1].strip("> "),
        "earliestDatestamp": write_time(earliest or timezone.now()),
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }
    return {"identity": identity, "rights": f"{LICENCE} (tdm-reservation: 0)"}


def list_formats(request, arguments) -> dict:
    if "identifier" in arguments:
        find_row(request, arguments)
    return {"formats": SCHEMAS}


def find_row(request, arguments) -> LastPath:
    """The record that is asked for. Raises `Refused`."""
    found = find_named(arguments["identifier"].rpartition(":")[2])
    row = found[0] and find_known().filter(identifier=found[0], language=found[1]).first()
    if not row or name_record(request, row) != arguments["identifier"]:
        raise Refused("idDoesNotExist", "No record has this identifier.")
    return row


def get_record(request, arguments) -> dict:
    return tell_records(request, [find_row(request, arguments)], arguments["metadataPrefix"])


def list_records(request, arguments) -> dict:
    """A part of a list; the token holds all that the next part needs, so that the site keeps nothing."""
    verb, state = arguments["verb"], {"asked": arguments, "given": 0, "after": ""}
    if "resumptionToken" in arguments:
        try:
            state = TOKENS.unsign_object(arguments["resumptionToken"])
        except (signing.BadSignature, ValueError) as error:
            raise Refused("badResumptionToken", "This token is not one of ours.") from error
    asked = state["asked"]
    rows = find_known().filter(**read_period({name: asked[name] for name in ("from", "until") if name in asked}))
    if "set" in asked:
        rows = select_set(rows, asked["set"])
    total = rows.count()
    rows, has_more = take(rows, state["after"], BATCH)
    if not rows:
        raise Refused("noRecordsMatch", "Nothing matches.")
    told = tell_records(request, rows, asked["metadataPrefix"] if verb == "ListRecords" else "")
    if has_more or state["after"]:
        following = {"asked": asked, "given": state["given"] + len(rows), "after": write_cursor(rows[-1])}
        told |= {"token": TOKENS.sign_object(following) if has_more else "", "total": total, "cursor": state["given"]}
    return told


LISTED = {"from", "until", "set"}
#: Verb → who answers, the arguments that it must have, those that it may have.
VERBS = {
    "Identify": (identify, set(), set()),
    "ListMetadataFormats": (list_formats, set(), {"identifier"}),
    "ListSets": (lambda request, arguments: {"sets": get_sets()}, set(), set()),
    "GetRecord": (get_record, {"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": (list_records, {"metadataPrefix"}, LISTED),
    "ListRecords": (list_records, {"metadataPrefix"}, LISTED),
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def harvest(request):
    """One request of a harvester; errors of the protocol are answers like others."""
    context = {"now": write_time(timezone.now()), "address": absolute_url(request, request.path), "cursor": None}
    try:
        arguments = check_arguments(request.POST if request.method == "POST" else request.GET)
        context |= VERBS[arguments["verb"]][0](request, arguments) | {"asked": arguments}
    except Refused as refusal:
        # The protocol wants no argument told back when one of them is at fault.
        context["error"] = refusal.args
    headers = {"X-Robots-Tag": "noindex"}
    return HttpResponse(write_xml("oai", context), content_type="text/xml; charset=utf-8", headers=headers)


@require_safe
def tdm_reservation(request):
    """The TDM Reservation Protocol: mining of texts and data is not reserved, under the licence of the site."""
    return JsonResponse([{"location": "/", "tdm-reservation": 0}], safe=False)
