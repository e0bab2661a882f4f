"""Who wrote what is about to become public, and who approved it: of anything that has revisions.

An author is who changed the text between the version that is live and the latest one. Each revision keeps a
digest of its text (`RevisionText`); a text that comes back makes what was written in between nobody's work: who
types a letter and takes it out again, or only comments (Wagtail saves a comment as a revision), wrote nothing.
A translation is written passage by passage, by people whom no revision names: `TextWriter` does.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision, TaskState

from content.saving import DRAFT_FIELDS

from .writing import RevisionText, TextWriter

#: Before everything, of a text that was never published.
LONG_AGO = datetime.min.replace(tzinfo=UTC)
#: Entries of a history that make their user an author, when they name no revision whose text can be compared.
WRITING = ("wagtail.create", "wagtail.edit", "wagtail.revert", "wagtail.copy", "wagtail.copy_for_translation")
#: What a revision holds besides the text: what a draft changes of its page, and where and how the page stood.
BESIDES = (DRAFT_FIELDS - {"go_live_at"}) | set(
    "depth expired first_published_at last_published_at live live_revision numchild path url_path".split()
)


def get_authors(instance, state=None) -> set[int]:
    """The users who wrote the text since the one that is live, and who submitted it; for a batch, of all its parts.

    `state` is its workflow, if that is known: one that is over is not found.
    """
    authors = find_authors([instance])[instance.pk]
    parts = defaultdict(list)
    for part in instance.get_parts() if hasattr(instance, "get_parts") else ():
        parts[type(part)].append(part)
    for same in parts.values():
        authors = authors.union(*find_authors(same).values())
    state = state or getattr(instance, "current_workflow_state", None)
    if state and state.requested_by_id:
        authors.add(state.requested_by_id)
    return authors


def find_authors(instances: Iterable) -> dict:
    """Primary key → the users who wrote its text since the one that is live; as many queries for 30 as for 3.

    `instances` are all pages, or all of one model with revisions.
    """
    instances = list(instances)
    found: dict = {instance.pk: set() for instance in instances}
    if not instances:
        return found
    texts = get_texts(instances[0].get_base_content_type().pk, found)
    published = find_published(instances)
    entries = get_entries(instances)
    writers = get_writers(instances)
    for instance in instances:
        by_pk = {row["pk"]: row for row in texts[str(instance.pk)]}
        since = by_pk.get(published.get(instance.pk), {"created_at": LONG_AGO, "digest": None})
        moment = getattr(instance, "last_published_at", None)
        if moment and moment < since["created_at"]:
            # Who went on typing after the publication wrote over the revision that was published.
            since = {"created_at": moment, "digest": None}
        start = since["created_at"]
        written = [(user, at) for user, revision, at in entries[str(instance.pk)] if revision not in by_pk]
        found[instance.pk] |= walk(since["digest"], [row for row in by_pk.values() if row["created_at"] > start])
        found[instance.pk] |= {user for user, at in (*written, *writers[instance.pk]) if at > start}
    return found


def walk(digest: str | None, revisions: Iterable[dict]) -> set[int]:
    """The users of the revisions that lead from a text to the last one, less every way that came back to where it was."""
    path: list[tuple[str | None, int | None]] = [(digest, None)]
    for row in revisions:
        seen = [one for one, _user in path]
        if row["digest"] in seen:
            del path[seen.index(row["digest"]) + 1 :]
        else:
            path.append((row["digest"], row["user_id"]))
    return {user for _digest, user in path} - {None}


def get_texts(base_content_type_id: int, pks: Iterable) -> defaultdict[str, list[dict]]:
    """Primary key, as text → its revisions in order: `pk`, `user_id`, `created_at`, `digest`."""
    rows = Revision.objects.filter(base_content_type_id=base_content_type_id, object_id__in=[str(pk) for pk in pks])
    names = ("pk", "object_id", "user_id", "created_at", "text__digest")
    rows = [{**row, "digest": row.pop("text__digest")} for row in rows.order_by("created_at", "pk").values(*names)]
    # Those that were loaded, or saved before digests were kept.
    if unread := {row["pk"]: row for row in rows if not row["digest"]}:
        for pk, content in Revision.objects.filter(pk__in=unread).values_list("pk", "content").iterator(chunk_size=50):
            unread[pk]["digest"] = digest_text(content)
        made = [RevisionText(revision_id=pk, digest=row["digest"]) for pk, row in unread.items()]
        RevisionText.objects.bulk_create(made, ignore_conflicts=True)
    found: defaultdict[str, list[dict]] = defaultdict(list)
    for row in rows:
        found[row["object_id"]].append(row)
    return found


def find_published(instances: list) -> dict:
    """Primary key → the revision that the public reads or, once withdrawn, the last that it read."""
    found = {one.pk: one.live_revision_id for one in instances if getattr(one, "live_revision_id", None)}
    left = [one for one in instances if one.pk not in found and getattr(one, "first_published_at", None)]
    if left:
        entries, key = get_log(left)
        published = entries.filter(action__in=("wagtail.publish", "wagtail.publish.scheduled"), revision__isnull=False)
        rows = dict(published.order_by("timestamp").values_list(key, "revision_id"))
        found |= {one.pk: rows[key] for one in left for key in (one.pk, str(one.pk)) if key in rows}
    return found


def get_log(instances: list):
    """(the history of these things, the name of its field that holds their primary key)."""
    pks = [instance.pk for instance in instances]
    if isinstance(instances[0], Page):
        return PageLogEntry.objects.filter(page_id__in=pks), "page_id"
    content_type = ContentType.objects.get_for_model(instances[0], for_concrete_model=False)
    return ModelLogEntry.objects.filter(content_type=content_type, object_id__in=[str(pk) for pk in pks]), "object_id"


def get_entries(instances: list) -> defaultdict[str, list]:
    """Primary key, as text → (user, revision, moment) of who wrote, by the history."""
    log, key = get_log(instances)
    written = log.filter(action__in=WRITING).exclude(user=None).exclude(action="wagtail.edit", content_changed=False)
    found = defaultdict(list)
    for pk, *entry in written.order_by().values_list(key, "user_id", "revision_id", "timestamp"):
        found[str(pk)].append(entry)
    return found


def get_writers(instances: list) -> defaultdict:
    """Primary key → (user, moment) of who wrote its passages."""
    found: defaultdict = defaultdict(list)
    translated = {(one.translation_key, one.locale_id): one.pk for one in instances if hasattr(one, "translation_key")}
    rows = TextWriter.objects.filter(key__in=[key for key, _locale in translated])
    for key, locale, user, written_at in rows.values_list("key", "locale_id", "user_id", "written_at"):
        if (key, locale) in translated:
            found[translated[key, locale]].append((user, written_at))
    return found


def record_writer(passage) -> None:
    """Remember who wrote a passage of a translation (a `StringTranslation`, a `SegmentOverride`)."""
    if passage.last_translated_by_id and passage.context_id:
        writer = TextWriter(key=passage.context.object_id, locale_id=passage.locale_id)
        writer.user_id, writer.written_at = passage.last_translated_by_id, timezone.now()
        fields = ["key", "locale", "user"]
        TextWriter.objects.bulk_create(
            [writer], update_conflicts=True, unique_fields=fields, update_fields=["written_at"]
        )


def get_approvers(workflow_state, revision_id: int) -> set[int]:
    """Who approved this very text: see `keep_approvals`."""
    approvals = workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED, revision=revision_id)
    return set(approvals.values_list("finished_by_id", flat=True)) - {None}


def get_text(content: dict) -> dict:
    """What is written in a revision, as it is stored; a row that belongs to it is known by its words, not its key."""
    text = {name: value for name, value in content.items() if name not in BESIDES}
    for name, value in text.items():
        if isinstance(value, list) and all(isinstance(row, dict) and "pk" in row for row in value):
            text[name] = [{key: cell for key, cell in row.items() if key != "pk"} for row in value]
    return text


def digest_text(content: dict) -> str:
    """40 hexadecimal digits, the same for the same text."""
    written = json.dumps(get_text(content), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:40]


def foresee_text(revision: Revision) -> None:
    """Read the digest of a revision that is about to be written over, while its text is there."""
    if revision.pk:
        get_texts(revision.base_content_type_id, [revision.object_id])


def keep_text(revision: Revision, created: bool) -> None:
    """Keep the digest of a revision that was just saved, and what was approved with its text.

    Approvals follow their text to the revision that holds it now; those of a text written over go back to the
    revision that still holds it, or are void.
    """
    now = digest_text(revision.content)
    if created:
        RevisionText.objects.bulk_create([RevisionText(revision=revision, digest=now)])
    texts = get_texts(revision.base_content_type_id, [revision.object_id])[str(revision.object_id)]
    before = next(row["digest"] for row in texts if row["pk"] == revision.pk)
    others = [row for row in texts if row["pk"] != revision.pk]
    approvals = TaskState.objects.filter(status=TaskState.STATUS_APPROVED)
    if before != now:
        RevisionText.objects.filter(pk=revision.pk).update(digest=now)
        holders = [row["pk"] for row in others if row["digest"] == before]
        given = approvals.filter(revision=revision)
        given.update(revision=holders[-1]) if holders else given.update(status=TaskState.STATUS_CANCELLED)
    if same := [row["pk"] for row in others if row["digest"] == now]:
        approvals.filter(revision__in=same).update(revision=revision)
