"""What is asked of a table of chunks: searches by terms and by vector, and filters by ids."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from lancedb.query import MatchQuery

from desktop_rag.engine import store_indexes

_IDS_A_FILTER = 500
MAX_TERMS = 64
"""Terms of one question that are searched for: those that weigh most."""
_WEIGHT_STEPS = 4
"""A term is repeated up to so many times for its weight, which full-text search counts as so many times the score."""
_EXACT_DOCUMENTS = 200
"""A search in so few documents compares their vectors one by one."""


def by_terms(table: Any, weights: Mapping[str, float], limit: int, only: Collection[str] | None) -> Any | None:
    """A search by BM25 with weighted terms, or None where there is nothing to look for or in."""
    strongest = sorted(weights.items(), key=lambda entry: -entry[1])[:MAX_TERMS]
    if not strongest or (only is not None and not only):
        return None
    step = strongest[0][1] / _WEIGHT_STEPS
    # One clause for all terms, because only within a clause is skipped what cannot be among the best: clauses of
    # their own take five times as long.
    words = [term for term, weight in strongest for _ in range(max(1, round(weight / step)))]
    query = MatchQuery(" ".join(words), store_indexes.TERMS)
    return _among(table.search(query, query_type="fts").limit(limit), only)


def by_vector(table: Any, vector: npt.NDArray[np.float32], limit: int, only: Collection[str] | None) -> Any | None:
    """A search for the nearest vectors, or None where there is nothing to look in."""
    if only is not None and not only:
        return None
    nearest = table.search(vector, vector_column_name=store_indexes.VECTOR).distance_type("cosine")
    if only is not None and len(only) <= _EXACT_DOCUMENTS:
        nearest = nearest.bypass_vector_index()
    else:
        # Among some documents only, those parts may hold too few of theirs: then it goes on, through all if needed.
        nearest = nearest.minimum_nprobes(store_indexes.PROBES)
        nearest = nearest.maximum_nprobes(store_indexes.PROBES if only is None else 0)
    return _among(nearest.limit(limit), only)


def rows_found(query: Any, score: str) -> list[int]:
    """Where the rows lie that a search finds, best first."""
    return column(query.select([score]).with_row_id(with_row_id=True), "_rowid")


def column(query: Any, name: str) -> list[Any]:
    """The values of one column of what a search finds."""
    values: list[Any] = query.to_arrow()[name].to_pylist()
    return values


def _among(query: Any, only: Collection[str] | None) -> Any:
    """A search among the chunks of these documents: it finds as many as if there were no others."""
    return query if only is None else query.where(any_of(store_indexes.DOCUMENT, only), prefilter=True)


def document_of(chunk_id: str) -> str:
    """The document of a chunk: its id is part of it."""
    return chunk_id.rpartition(":")[0]


def parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many ids at a time as one filter takes."""
    for start in range(0, len(ids), _IDS_A_FILTER):
        yield ids[start : start + _IDS_A_FILTER]


def any_of(column: str, values: Iterable[str]) -> str:
    """A filter in SQL; ids are our own hexadecimal ones, quotes are doubled all the same."""
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({listed})"
