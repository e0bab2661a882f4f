"""The Elasticsearch engine: an index of documents behind an alias, which finds and counts; `search.ranking` ranks."""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress

from django.conf import settings
from django.db.models import prefetch_related_objects
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk, scan

from ..families import PAGE
from ..models import SearchDocument
from ..ranking import Lookup, Matches, put_in_order
from . import elasticsearch_mapping as mapping
from .base import Engine, EngineAnswer, EngineRequest, EngineUnavailable, batched, iterate_documents
from .elasticsearch_client import IndexMissing, guarded
from .elasticsearch_query import WINDOW, read_counts, read_facts, read_rows, search_body
from .rows import build_rows

#: Documents sent at once; the client cuts further by size.
CHUNK = 100
#: Seconds, when nobody waits.
READ_TIMEOUT, WRITE_TIMEOUT = 10.0, 30.0


class ElasticsearchEngine(Engine):
    @property
    def documents(self) -> str:
        """The name of the index."""
        return f"{settings.ELASTICSEARCH_PREFIX}-documents-{mapping.get_fingerprint()}"

    def _exchange(self, timeout: float) -> AbstractContextManager[Elasticsearch]:
        if not settings.ELASTICSEARCH_URL:
            raise EngineUnavailable("ELASTICSEARCH_URL is not set.")
        return guarded(settings.ELASTICSEARCH_URL, timeout)

    # Reading

    def search(self, request: EngineRequest) -> EngineAnswer:
        lookup = Lookup(request.query, request.language)
        body = search_body(request, lookup)
        if request.offset + request.limit > mapping.INDEX_SETTINGS["max_result_window"]:
            body |= {"from": 0, "size": 0}
        with self._exchange(self.search_timeout) as client:
            found = ask(client, self.documents, body)
            hits = found["hits"]["hits"]
            order = [(read_id(hit), float(hit["_score"])) for hit in hits]
            if request.query.asked and not request.by_date and not body["from"]:
                order = [*rank(lookup, hits[:WINDOW]), *order[WINDOW:]]
            page = order[request.offset - body["from"] :][: request.limit]
            total = integer(found["hits"]["total"]["value"])
            return EngineAnswer(total, page, read_counts(found.get("aggregations", {})))

    def get_indexed(self) -> set[int]:
        try:
            with self._exchange(READ_TIMEOUT) as client:
                return {int(hit["_id"]) for hit in scan(client, index=self.documents, size=5_000)}
        except IndexMissing:
            return set()

    # Writing

    def write(self, documents: Iterable[SearchDocument]) -> None:
        """See `Engine`. Where there is no index yet, everything that the database knows is written."""
        if not self._is_there():
            self.rebuild(iterate_documents(), lambda done: None)
            return
        for chunk in batched(documents, CHUNK):
            actions = [*self._make_actions(chunk)]
            with self._exchange(WRITE_TIMEOUT) as client:
                send(client, actions)
                client.indices.refresh(index=self.documents)

    def delete(self, ids: Iterable[int]) -> None:
        for chunk in batched(ids, 1_000):
            if not self._is_there():
                return
            with self._exchange(WRITE_TIMEOUT) as client:
                actions = [{"_op_type": "delete", "_index": self.documents, "_id": str(pk)} for pk in chunk]
                send(client, actions, missing_is_fine=True)
                client.indices.refresh(index=self.documents)

    def rebuild(self, documents: Iterable[SearchDocument], progress: Callable[[int], None]) -> None:
        """Write new indexes, turn the aliases to them at once, then remove the old ones."""
        stamp = f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{uuid.uuid4().hex[:6]}"
        name = f"{self.documents}-{stamp}"
        with self._exchange(WRITE_TIMEOUT) as client:
            client.indices.create(index=name, body=mapping.get_index())
        try:
            done = 0
            for chunk in batched(documents, CHUNK):
                actions = [*self._make_actions(chunk, name)]
                with self._exchange(WRITE_TIMEOUT) as client:
                    send(client, actions)
                done += len(chunk)
                progress(done)
            with self._exchange(WRITE_TIMEOUT) as client:
                client.indices.refresh(index=name)
                self._turn(client, name)
        except BaseException:
            # If it does not answer, the next rebuild removes it.
            with suppress(EngineUnavailable), self._exchange(READ_TIMEOUT) as client:
                client.indices.delete(index=name, ignore_unavailable=True)
            raise

    def _turn(self, client: Elasticsearch, name: str) -> None:
        # Indexes of other versions too, of which there were several at a time.
        prefix = settings.ELASTICSEARCH_PREFIX
        there = client.indices.get(index=f"{prefix}-documents-*,{prefix}-passages-*", features="aliases")
        old = [{"remove_index": {"index": index}} for index in there if index != name]
        # In one go: whoever searches meanwhile finds the old or the new, whole.
        client.indices.update_aliases(actions=[{"add": {"index": name, "alias": self.documents}}, *old])

    def _is_there(self) -> bool:
        with self._exchange(READ_TIMEOUT) as client:
            return bool(client.indices.exists_alias(name=self.documents))

    def _make_actions(self, chunk: list[SearchDocument], name: str = "") -> Iterator[dict]:
        prefetch_related_objects(chunk, "facets", "passages")
        for document in chunk:
            yield {"_index": name or self.documents, "_id": str(document.pk), "_source": make_document(document)}


def make_document(document: SearchDocument) -> dict:
    """What is sent to be indexed of a document."""
    facets: dict[str, list[str]] = {}
    for facet in document.facets.all():
        if facet.field in mapping.FACETS:
            facets.setdefault(facet.field, []).append(facet.value)
    return {
        "document": document.pk,
        "family": document.family,
        "rest": int(document.family != PAGE),
        "date": document.date.isoformat() if document.date else None,
        "year": document.year,
        "ages": document.ages,
        "weight": document.weight,
        "facets": facets,
        **mapping.make_words(build_rows(document)),
    }


def rank(lookup: Lookup, hits: list[dict]) -> list[tuple[int, float]]:
    """The best candidates in the order of the ranking."""
    facts = read_facts(hits)
    matches = Matches.read(lookup, read_rows(hits))
    scores = matches.rank(facts, facts)
    return [(document, round(scores[document], 4)) for document in put_in_order(scores, facts, by_date=False)]


def ask(client: Elasticsearch, index: str, body: dict) -> dict:
    """Search; an answer that is late or that lacks a part of the index is none."""
    found = client.search(index=index, body=body).body
    if found["timed_out"] or found["_shards"]["failed"]:
        raise ValueError("Elasticsearch answered in part.")
    return found


def send(client: Elasticsearch, actions: Iterable[dict], missing_is_fine: bool = False) -> None:
    done, errors = bulk(client, actions, chunk_size=500, max_chunk_bytes=5_000_000, raise_on_error=False)
    for error in errors:
        status = next(iter(error.values()))["status"]
        if not (missing_is_fine and status == 404):
            raise ValueError(f"Elasticsearch refused a document: {error!s:.300}")


def read_id(hit: dict) -> int:
    return integer(hit["fields"]["document"][0])


def integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"An integer was expected, not {value!r:.50}.")
    return value
