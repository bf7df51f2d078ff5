"""Which bodies a person was shown, and under which terms: hashes alone, kept for a day.

A hash of a body says nothing of where it goes. So an agreement holds only for what was shown in this library, to the
same endpoint, with the same sign-in and under the same terms.
"""

import time

from desktop_rag.engine.catalog import Catalog
from desktop_rag.engine.egress import Sending, Terms

KEPT_S = 86_400.0
_NAME = "shown:"


class ShownBodies:
    """Kept in the catalogue, because in a terminal showing and agreeing are two processes."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def note(self, sending: Sending, terms: Terms) -> None:
        """Remember what is shown now, and forget what was shown more than a day ago."""
        now = time.time()
        with self._catalog.transaction() as connection:
            connection.execute(
                "DELETE FROM seals WHERE name LIKE ? AND CAST(substr(value, 66) AS REAL) < ?",
                (f"{_NAME}%", now - KEPT_S),
            )
            connection.execute(
                "INSERT OR REPLACE INTO seals VALUES (?, ?)", (_name(sending, terms), f"{terms.fingerprint} {now}")
            )

    def is_known(self, sending: Sending, terms: Terms) -> bool:
        """Whether exactly this was shown under exactly these terms."""
        return self._catalog.read_seal(_name(sending, terms)) is not None


def _name(sending: Sending, terms: Terms) -> str:
    return f"{_NAME}{sending.body_sha256}:{terms.fingerprint}"
