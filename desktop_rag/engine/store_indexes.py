"""The indexes of a table of chunks: which there are, and when they are brought up to date.

Rows that no index knows yet are found all the same, one by one. So a small change needs nothing at once: LanceDB merges
small files into large ones before it takes new rows into the indexes, and ten new rows would have all others written
anew.
"""

from typing import Any

from lancedb.index import FTS, BTree, IvfSq

TERMS, DOCUMENT, VECTOR = "terms", "document_id", "vector"

VECTORS_FROM = 30_000
"""Chunks from which nearest vectors are looked for in an index; fewer are compared one by one in less than 30 ms."""
PROBES = 20
"""Parts of the vector index that are searched: all of them up to 160,000 chunks, of a million a sixth."""

_OUTGROWN = 4
"""The vectors of a table that is so many times as large are divided anew: its parts would be too large."""
_PIECES = 3
"""What is added to a vector index lies beside it in pieces, which each search looks through one by one, and whose rows
cannot be merged into one file. With more of them it is made anew as soon as nobody waits for anything else."""
_ROWS_UNINDEXED = 1_000
"""Rows that a search reads one by one in about 20 ms."""
_PART, _PART_WHEN_QUIET = 20, 200
"""The part of a large table by which it has to grow. Everything is written anew each time: with a twentieth, all that a
long job writes takes a hundredth of the time that embedding takes."""
_VERSIONS = 100
"""Commits after which their small files are merged, however few rows they brought."""

_FULL_TEXT = FTS(
    # The terms are our own (engine/terms.py): the index takes them as they are, separated by spaces.
    base_tokenizer="whitespace",
    lower_case=False,
    stem=False,
    remove_stop_words=False,
    ascii_folding=False,
    max_token_length=None,
)
# Chosen by measuring, see docs/decisions/0019: made in a fiftieth of the time of product quantisation, and more exact.
_NEAREST = IvfSq(distance_type="cosine")


def make(table: Any) -> None:
    """Make every index that a table of this size has, in the place of those that it has now."""
    table.create_index(TERMS, config=_FULL_TEXT, replace=True)
    table.create_index(DOCUMENT, config=BTree(), replace=True)
    make_for_vectors(table)


def complete(table: Any) -> None:
    """Make those that every table has where they are missing: we died between making the table and them."""
    held = _columns(table)
    if TERMS not in held:
        table.create_index(TERMS, config=_FULL_TEXT)
    if DOCUMENT not in held:
        table.create_index(DOCUMENT, config=BTree())


def make_for_vectors(table: Any, *, is_quiet: bool = False) -> bool:
    """Make the index for vectors where the table has grown to need one, or another one; whether it was made."""
    if not (wants_vectors(table) or (is_quiet and _is_in_pieces(table))):
        return False
    for index in table.list_indices():
        if VECTOR in index.columns:
            table.drop_index(index.name)
    # Its name says how many it was made for: nothing else that can be asked of an index does.
    table.create_index(VECTOR, config=_NEAREST, name=f"{VECTOR}_{table.count_rows()}")
    return True


def wants_vectors(table: Any) -> bool:
    """Whether a table has outgrown being searched one by one, or the parts into which its index divides vectors."""
    rows = table.count_rows()
    names = [index.name for index in table.list_indices() if VECTOR in index.columns]
    if not names:
        return bool(rows >= VECTORS_FROM)
    made_for = names[0].rpartition("_")[2]
    return bool(made_for.isdecimal() and rows > _OUTGROWN * int(made_for))


def _is_in_pieces(table: Any) -> bool:
    names = [index.name for index in table.list_indices() if VECTOR in index.columns]
    return any((table.index_stats(name).num_indices or 1) > _PIECES for name in names)


def are_whole(table: Any) -> bool:
    """Whether every row is in every index that the table should have."""
    rows = table.count_rows()
    return (
        {TERMS, DOCUMENT} <= _columns(table)
        and not wants_vectors(table)
        and all(index.num_unindexed_rows == 0 and index.num_indexed_rows == rows for index in table.list_indices())
    )


def is_due(table: Any, versions: int, *, is_quiet: bool) -> bool:
    """Whether enough has come together to be merged and indexed.

    Args:
        table: the newest version.
        versions: how many are on the disk.
        is_quiet: nobody waits for anything else: it is worth it for less.
    """
    if versions > _VERSIONS or wants_vectors(table) or (is_quiet and _is_in_pieces(table)):
        return True
    rows = table.count_rows()
    unindexed = max((index.num_unindexed_rows or 0 for index in table.list_indices()), default=rows)
    return bool(unindexed > max(_ROWS_UNINDEXED, rows // (_PART_WHEN_QUIET if is_quiet else _PART)))


def _columns(table: Any) -> set[str]:
    return {column for index in table.list_indices() for column in index.columns}
