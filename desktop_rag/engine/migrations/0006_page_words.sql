-- Where the words of pages stand that were read from their picture, to show a passage on it; no text, only places.
CREATE TABLE page_words (
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    words BLOB NOT NULL,
    PRIMARY KEY (document_id, page)
) STRICT;
