"""What the engines inside the database share: all but the SQL that is a database's own."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from django.db import connection, transaction

from ..analysis import get_analyser
from ..models import SearchDocument
from ..ranking import DATED, OF_KIND, Expression, Fact, Lookup, Matches, Question, get_expression, put_in_order
from ..spelling import forget_words, learn_words
from .base import Engine, EngineAnswer, EngineRequest, batched
from .facet_values import Pair, get_facet_values
from .rows import BEGIN, FIRST_PASSAGE, Rows, build_rows

#: Documents written in one transaction by a rebuild: others write in between.
BATCH = 20
#: Questions asked in one statement: SQLite joins no more than 500 selections.
MAX_UNION = 400
#: SQL of the number of a question.
NUMBER = "CAST(%s AS integer)"
#: What a document without facets has.
NOTHING: frozenset[Pair] = frozenset()


class EmbeddedEngine(Engine):
    """Finds words with the database's own index; ranks in Python, filters and counts in SQL."""

    # The SQL of each database -------------------------------------------------

    @abstractmethod
    def write_expression(self, expression: Expression) -> str:
        """An expression in the language of the database's index."""

    #: table → SQL of (question, document, slot); parameters: question, expression.
    lookup_sql: dict[str, str]

    def write_lookup(self, number: int, table: str, expression: Expression) -> tuple[str, list]:
        """The SQL of (question, document, slot) of what has an expression in a table, and its parameters."""
        return self.lookup_sql[table], [number, self.write_expression(expression)]

    #: What stands between two expressions that are both wanted.
    both: str
    #: SQL of a condition "is among", with one parameter made by `pack`.
    among: str

    @abstractmethod
    def pack(self, ids: Iterable[int]) -> object:
        """Many ids as one parameter."""

    @abstractmethod
    def get_passage_rows(self, expressions: Sequence[Expression], documents: Sequence[int]) -> list[tuple]:
        """Return (number of the expression, document, slot) of the passages of `documents` that match."""

    @abstractmethod
    def insert(self, document: int, rows: Rows) -> None: ...

    @abstractmethod
    def remove(self, ids: Sequence[int]) -> None: ...

    # Searching ----------------------------------------------------------------

    def search(self, request: EngineRequest) -> EngineAnswer:
        """Without words, everything is found, newest first."""
        with connection.cursor() as cursor:
            matches, matched = None, None
            if request.query.clauses:
                lookup = Lookup(request.query, request.language)
                matches = Matches.read(lookup, select_all(map(self._write_question, lookup.questions)))
                matched = matches.select()
            if matched is None:
                everything = request.among
                if everything is None:
                    cursor.execute("SELECT id FROM search_searchdocument")
                    everything = (d for (d,) in cursor.fetchall())
                left_out = matches.left_out if matches else ()
                matched = {d: 1.0 for d in everything if d not in left_out}
            among = matched if request.among is None else request.among
            candidates = [d for d in matched if d in among and d not in request.excluded]
            facts, answer = self._narrow(cursor, request, candidates)
        scores = matches.rank(facts, facts) if matches else dict.fromkeys(facts, 0.0)
        order = put_in_order(scores, facts, request.by_date or not request.query.asked)
        page = order[request.offset : request.offset + request.limit]
        answer.hits = [(d, round(scores[d], 4)) for d in page]
        return answer

    def _write_question(self, question: Question) -> tuple[str, list]:
        number, table, sought = question
        if table == "dates":
            sql = f"SELECT {NUMBER}, id, {DATED} FROM search_searchdocument WHERE date BETWEEN %s AND %s"  # noqa: S608
        elif table == "facets":
            sql = (
                f"SELECT {NUMBER}, document_id, {OF_KIND} FROM search_documentfacet"  # noqa: S608
                " WHERE field = %s AND value = %s"
            )
        else:
            return self.write_lookup(number, table, sought)
        return sql, [number, *sought]

    def _narrow(self, cursor, request: EngineRequest, candidates: list[int]) -> tuple[dict[int, Fact], EngineAnswer]:
        """Filter candidates and count facets: (hits with their facts, answer without its page)."""
        wanted = {name: {(name, value) for value in values} for name, values in request.filters.items() if values}
        # Choosing a language replaces the scope: the facet of languages is counted without it.
        if "language" not in wanted:
            wanted["scope"] = {("scope", request.language)}
        packed = self.pack(candidates)
        facts = self._get_facts(cursor, request, packed)
        having = get_facet_values(cursor, self.among, packed)
        hits: dict[int, Fact] = {}
        #: Filter → the documents that it alone leaves out.
        left_out: dict[str, list[int]] = {name: [] for name in wanted}
        for document, fact in facts.items():
            pairs = having.get(document, NOTHING)
            failed = [name for name, values in wanted.items() if values.isdisjoint(pairs)]
            if not failed:
                hits[document] = fact
            elif len(failed) == 1:
                left_out[failed[0]].append(document)
        answer = EngineAnswer(total=len(hits))
        if request.facets:
            answer.facets = _count(request.facets, having, hits, left_out)
        return hits, answer

    def _get_facts(self, cursor, request: EngineRequest, packed) -> dict[int, Fact]:
        """The documents of the right years: one query."""
        sql = f"SELECT id, date, ages, family, weight FROM search_searchdocument WHERE id {self.among}"  # noqa: S608
        params = [packed]
        if request.year_from is not None:
            sql, params = sql + " AND year >= %s", [*params, request.year_from]
        if request.year_to is not None:
            sql, params = sql + " AND year <= %s", [*params, request.year_to]
        cursor.execute(sql, params)
        convert = self.convert_date
        return {pk: Fact(convert(date), *rest) for pk, date, *rest in cursor.fetchall()}

    #: From a date as the database gives it to a date.
    convert_date = staticmethod(lambda value: value)

    def find_passages(self, request: EngineRequest, documents: Iterable[int], limit: int) -> dict[int, list[int]]:
        """Document → the positions of its best passages, best first."""
        documents = [d for d in documents if d not in request.excluded]
        meaning, expressions = [], []
        for clause in request.query.asked:
            for alternative in clause.alternatives:
                expression = get_expression(alternative)
                if expression.sequences:
                    meaning.append((clause.source, alternative.weight * clause.value))
                    expressions.append(expression)
        for text in (request.query.meant, *request.query.topics):
            stems = tuple(get_analyser(request.language).stems(text))[:30]
            if len(stems) > 1:
                meaning.append(("", 1.5))
                expressions.append(Expression("stems", (stems,)))
        if not documents or not expressions:
            return {}
        scores: dict[tuple[int, int], dict[str, float]] = {}
        for number, document, slot in self.get_passage_rows(expressions, documents):
            source, weight = meaning[number]
            entry = scores.setdefault((document, slot), {})
            entry[source] = max(weight, entry.get(source, 0.0))
        best: dict[int, list[tuple[float, int]]] = {}
        for (document, slot), found in scores.items():
            best.setdefault(document, []).append((-sum(found.values()), slot - FIRST_PASSAGE))
        return {d: [position for _score, position in sorted(ranked)[:limit]] for d, ranked in best.items()}

    def complete(self, text: str, language: str, excluded: frozenset[int], limit: int = 8) -> list[int]:
        words = get_analyser(language).exact(text)[-12:]
        if not words:
            return []
        anchored = Expression("exact", ((BEGIN, *words),), prefix=True)
        anywhere = [Expression("exact", ((word,),)) for word in words[:-1]]
        last = Expression("exact", ((words[-1],),), prefix=True)
        expression = self.both.join(f"({self.write_expression(found)})" for found in (*anywhere, last))
        title = self.lookup_sql["titles"]
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH found (rank, document, slot) AS"  # noqa: S608
                f" ({title} UNION ALL {title})"
                " SELECT d.id FROM found JOIN search_searchdocument d ON d.id = found.document"
                " JOIN search_documentfacet s ON s.document_id = d.id AND s.field = 'scope' AND s.value = %s"
                " GROUP BY d.id, d.family, d.title"
                " ORDER BY MIN(found.rank), MIN(found.slot), d.family = 'page', LENGTH(d.title), d.id LIMIT %s",
                [0, self.write_expression(anchored), 1, expression, language, limit + len(excluded)],
            )
            return [d for (d,) in cursor.fetchall() if d not in excluded][:limit]

    # Writing ------------------------------------------------------------------

    def write(self, documents: Iterable[SearchDocument]) -> None:
        words = {}
        with transaction.atomic():
            for document in documents:
                rows = build_rows(document)
                self.remove([document.pk])
                self.insert(document.pk, rows)
                words[document.pk] = (document.language, rows.words)
            learn_words(words)

    def delete(self, ids: Iterable[int]) -> None:
        ids = list(ids)
        with transaction.atomic():
            self.remove(ids)
            forget_words(ids)

    def rebuild(self, documents: Iterable[SearchDocument], progress: Callable[[int], None]) -> None:
        written: set[int] = set()
        for batch in batched(documents, BATCH):
            self.write(batch)
            written.update(document.pk for document in batch)
            progress(len(written))
        self.delete(self.get_indexed() - written)
        self.tidy()

    def tidy(self) -> None:
        """Leave the index compact after a rebuild."""

    def get_indexed(self) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT document_id FROM search_words")
            return {d for (d,) in cursor.fetchall()}


def select_all(selections: Iterable[tuple[str, list]]) -> list[tuple]:
    """The rows of all of these (SQL, parameters), in as few statements as can be."""
    found = []
    with connection.cursor() as cursor:
        for batch in batched(selections, MAX_UNION):
            params = [value for _sql, values in batch for value in values]
            cursor.execute(" UNION ALL ".join(sql for sql, _values in batch), params)
            found += cursor.fetchall()
    return found


def _count(
    facets: Sequence[str], having: Mapping[int, frozenset[Pair]], hits: Iterable[int], left_out: dict[str, list[int]]
) -> dict[str, dict[str, int]]:
    """Count the values of each facet under all the other filters; that of languages without the scope too."""
    counts: dict[str, dict[str, int]] = {name: {} for name in facets}
    common = Counter(chain.from_iterable(having.get(document, NOTHING) for document in hits))
    for (name, value), count in common.items():
        if name in counts:
            counts[name][value] = count
    for filtered, documents in left_out.items():
        filtered = "language" if filtered == "scope" else filtered
        if filtered not in counts:
            continue
        for name, value in chain.from_iterable(having.get(document, NOTHING) for document in documents):
            if name == filtered:
                counts[name][value] = counts[name].get(value, 0) + 1
    return counts
