"""Names the way in which documents are read today: it ends the revision of everything that is read."""

from desktop_rag.engine import chunker, parsed, terms

READING_VERSION = f"p{parsed.VERSION}c{chunker.VERSION}t{terms.VERSION}"
