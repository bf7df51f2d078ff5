"""What stands in the ledger for a passage: keyed, so that a short text cannot be guessed from a copy of the ledger."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from desktop_rag.engine import ledger_files
from desktop_rag.errors import LedgerUnwritable

KEY_NAME = "ledger.key"

_KEY_BYTES = 32


class PassageMarks:
    """Makes marks with the key in a library folder; every method raises `LedgerUnwritable` where it cannot be used."""

    def __init__(self, home: Path) -> None:
        self._path = home / KEY_NAME

    def mark(self, document_id: str, text_sha256: str) -> str:
        """The mark of a passage of this document, or of text that belongs to none, by the hash of what is sent."""
        return hmac.new(self._key(), f"{document_id}\n{text_sha256}".encode(), hashlib.sha256).hexdigest()

    def key_id(self) -> str:
        """Tells keys apart after one was forgotten, and says nothing about them."""
        return hmac.new(self._key(), b"id", hashlib.sha256).hexdigest()[:16]

    def forget_key(self) -> None:
        """Remove the key: nobody can try guessed texts on the lines written so far any more."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            raise LedgerUnwritable from None

    def _key(self) -> bytes:
        """Made when it is first needed, and never part of an export."""
        try:
            try:
                file = ledger_files.open_plain(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            except FileExistsError:
                file = ledger_files.open_plain(self._path, os.O_RDONLY)
                try:
                    key = os.read(file, _KEY_BYTES + 1)
                finally:
                    os.close(file)
                if len(key) == _KEY_BYTES:
                    return key
                self._path.unlink()  # cut off by a stop or a full disk before anything was marked with it
                file = ledger_files.open_plain(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            key = secrets.token_bytes(_KEY_BYTES)
            try:
                ledger_files.write_all(file, key)
            finally:
                os.close(file)
            return key
        except OSError:
            raise LedgerUnwritable from None
