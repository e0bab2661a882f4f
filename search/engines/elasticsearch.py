"""The Elasticsearch engine: two indexes behind aliases, one of documents and one of their passages."""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.conf import settings
from django.db.models import prefetch_related_objects
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from ..analysis import get_analyser, normalise
from ..models import SearchDocument
from . import elasticsearch_mapping as mapping
from .base import Engine, EngineAnswer, EngineRequest, EngineUnavailable, batched, iterate_documents
from .elasticsearch_client import IndexMissing, guarded
from .elasticsearch_query import completion_body, get_key, get_subject, passages_body, search_body

#: Documents sent at once; the client cuts further by size.
CHUNK = 100
#: Seconds, when nobody waits.
READ_TIMEOUT, WRITE_TIMEOUT = 10.0, 30.0


class ElasticsearchEngine(Engine):
    #: Seconds. A search may be two requests, then one for passages: all late, the database has time left to answer.
    search_timeout, passages_timeout, complete_timeout = 0.5, 0.3, 0.3

    def __init__(self, url: str | None = None, prefix: str | None = None):
        self._url, self._prefix, self._patience = url, prefix, 0.0

    @contextmanager
    def patient(self) -> Iterator[None]:
        """See `Engine`."""
        self._patience = READ_TIMEOUT
        try:
            yield
        finally:
            self._patience = 0.0

    @property
    def url(self) -> str:
        return self._url or settings.ELASTICSEARCH_URL

    def _alias(self, what: str) -> str:
        return f"{self._prefix or settings.ELASTICSEARCH_PREFIX}-{what}-{mapping.get_fingerprint()}"

    @property
    def documents(self) -> str:
        return self._alias("documents")

    @property
    def passages(self) -> str:
        return self._alias("passages")

    def _exchange(self, timeout: float) -> AbstractContextManager[Elasticsearch]:
        if not self.url:
            raise EngineUnavailable("ELASTICSEARCH_URL is not set.")
        return guarded(self.url, max(timeout, self._patience))

    # Reading

    def search(self, request: EngineRequest) -> EngineAnswer:
        body = search_body(request)
        if request.offset + request.limit > mapping.INDEX_SETTINGS["max_result_window"]:
            body |= {"from": 0, "size": 0}
        with self._exchange(self.search_timeout) as client:
            found = ask(client, self.documents, body)
            hits = found["hits"]
            return EngineAnswer(
                total=integer(hits["total"]["value"]),
                hits=[(read_id(hit, "document"), float(hit["_score"])) for hit in hits["hits"]],
                facets={
                    name: {str(bucket["key"]): integer(bucket["doc_count"]) for bucket in values["values"]["buckets"]}
                    for name, values in found.get("aggregations", {}).items()
                },
            )

    def find_passages(self, request: EngineRequest, documents: Iterable[int], limit: int = 3) -> dict[int, list[int]]:
        wanted = list(documents)
        if not wanted or not request.query.clauses:
            return {}
        with self._exchange(self.passages_timeout) as client:
            found = ask(client, self.passages, passages_body(request, wanted, limit))
            return {
                integer(bucket["key"]): [read_id(hit, "passage") for hit in bucket["best"]["hits"]["hits"]]
                for bucket in found["aggregations"]["documents"]["buckets"]
            }

    def complete(self, text: str, language: str, excluded: frozenset[int], limit: int = 8) -> list[int]:
        if not get_key(text):
            return []
        body = completion_body(normalise(text), language, excluded, limit)
        with self._exchange(self.complete_timeout) as client:
            return [read_id(hit, "document") for hit in ask(client, self.documents, body)["hits"]["hits"]]

    def get_indexed(self) -> set[int]:
        body = {
            "sort": [{"document": "asc"}],
            "size": 5_000,
            "docvalue_fields": ["document"],
            "track_total_hits": False,
        }
        found: set[int] = set()
        while True:
            try:
                with self._exchange(READ_TIMEOUT) as client:
                    hits = ask(client, self.documents, body)["hits"]["hits"]
                    found.update(read_id(hit, "document") for hit in hits)
                    if len(hits) < body["size"]:
                        return found
                    body["search_after"] = hits[-1]["sort"]
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
                self._forget_passages(client, [document.pk for document in chunk])
                send(client, actions)
                client.indices.refresh(index=[self.documents, self.passages])

    def delete(self, ids: Iterable[int]) -> None:
        for chunk in batched(ids, 1_000):
            if not self._is_there():
                return
            with self._exchange(WRITE_TIMEOUT) as client:
                self._forget_passages(client, chunk)
                actions = [{"_op_type": "delete", "_index": self.documents, "_id": str(pk)} for pk in chunk]
                send(client, actions, missing_is_fine=True)
                client.indices.refresh(index=[self.documents, self.passages])

    def rebuild(self, documents: Iterable[SearchDocument], progress: Callable[[int], None]) -> None:
        """Write new indexes, turn the aliases to them at once, then remove the old ones."""
        stamp = f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{uuid.uuid4().hex[:6]}"
        new = {self.documents: mapping.get_documents_index(), self.passages: mapping.get_passages_index()}
        names = {alias: f"{alias}-{stamp}" for alias in new}
        with self._exchange(WRITE_TIMEOUT) as client:
            for alias, body in new.items():
                client.indices.create(index=names[alias], body=body)
        try:
            done = 0
            for chunk in batched(documents, CHUNK):
                actions = [*self._make_actions(chunk, names)]
                with self._exchange(WRITE_TIMEOUT) as client:
                    send(client, actions)
                done += len(chunk)
                progress(done)
            with self._exchange(WRITE_TIMEOUT) as client:
                client.indices.refresh(index=[*names.values()])
                self._turn(client, names)
        except BaseException:
            self._remove(names.values())
            raise

    def _turn(self, client: Elasticsearch, names: dict[str, str]) -> None:
        prefix = self._prefix or settings.ELASTICSEARCH_PREFIX
        there = client.indices.get(index=f"{prefix}-documents-*,{prefix}-passages-*", features="aliases")
        old = [index for index in there if index not in names.values()]
        actions = [{"add": {"index": index, "alias": alias}} for alias, index in names.items()]
        # In one go: whoever searches meanwhile finds the old or the new, whole.
        client.indices.update_aliases(actions=[*actions, *({"remove_index": {"index": index}} for index in old)])

    def _remove(self, names: Iterable[str]) -> None:
        try:
            with self._exchange(READ_TIMEOUT) as client:
                client.indices.delete(index=[*names], ignore_unavailable=True)
        except EngineUnavailable:
            pass  # the next rebuild removes them

    def _is_there(self) -> bool:
        with self._exchange(READ_TIMEOUT) as client:
            found = client.indices.exists_alias(name=[self.documents, self.passages])
            return bool(found)

    def _forget_passages(self, client: Elasticsearch, ids: list[int]) -> None:
        client.delete_by_query(
            index=self.passages, query={"terms": {"document": ids}}, conflicts="proceed", refresh=True
        )

    def _make_actions(self, chunk: list[SearchDocument], names: dict[str, str] | None = None) -> Iterator[dict]:
        names = names or {}
        prefetch_related_objects(chunk, "facets", "passages")
        for document in chunk:
            yield {
                "_index": names.get(self.documents, self.documents),
                "_id": str(document.pk),
                "_source": make_document(document),
            }
            for passage in document.passages.all():
                yield {
                    "_index": names.get(self.passages, self.passages),
                    "_id": str(passage.pk),
                    "_source": {
                        "document": document.pk,
                        "passage": passage.pk,
                        "position": passage.position,
                        get_analyser(document.language).language: {
                            "title": normalise(passage.title),
                            "text": normalise(passage.text),
                        },
                    },
                }


def make_document(document: SearchDocument) -> dict:
    """What is sent to be indexed of a document."""
    facets: dict[str, list[str]] = {}
    for facet in document.facets.all():
        if facet.field in mapping.FACETS:
            facets.setdefault(facet.field, []).append(facet.value)
    titles = [document.title, *document.other_titles.splitlines()]
    lines = [*document.people.splitlines(), *document.headings.splitlines()]
    words = {
        "title": normalise(document.title),
        # A list keeps phrases from running from one line into the next.
        "other_titles": [normalise(line) for line in document.other_titles.splitlines()],
        "people": [normalise(line) for line in document.people.splitlines()],
        "summary": normalise(document.summary),
        "headings": [normalise(line) for line in document.headings.splitlines()],
        "text": normalise(document.text),
        "passages": [normalise(f"{passage.title}\n{passage.text}") for passage in document.passages.all()],
    }
    return {
        "document": document.pk,
        "family": document.family,
        "date": document.date.isoformat() if document.date else None,
        "year": document.year,
        "ages": document.ages,
        "weight": document.weight,
        "titles": sorted({key for title in titles if (key := get_key(title))}),
        "subjects": sorted({key for line in lines if (key := get_subject(line))}),
        "names": [words["title"], *words["other_titles"], *words["people"]],
        "facets": facets,
        get_analyser(document.language).language: words,
    }


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


def read_id(hit: dict, field: str) -> int:
    return integer(hit["fields"][field][0])


def integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"An integer was expected, not {value!r:.50}.")
    return value
