ALTER TABLE collections ADD COLUMN local_only INTEGER NOT NULL DEFAULT 0;

-- A chat may go from one collection to another: each turn knows the one it was about.
ALTER TABLE turns ADD COLUMN collection_id TEXT;
UPDATE turns SET collection_id = (SELECT collection_id FROM chats WHERE chats.id = turns.chat_id);

-- To what the person agreed for the rest of a chat: a hash of the terms, not the text.
CREATE TABLE consents (
    chat_id TEXT PRIMARY KEY REFERENCES chats(id) ON DELETE CASCADE,
    terms TEXT NOT NULL,
    given REAL NOT NULL
) STRICT;

-- Which bodies a person was shown, and under which terms: hashes alone.
CREATE TABLE seals (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Documents that are to be erased from an index: ids alone, and no foreign key, because they outlive what they name.
CREATE TABLE erasures (
    document_id TEXT PRIMARY KEY,
    collection_id TEXT NOT NULL,
    asked REAL NOT NULL
) STRICT;

-- Since when the files of an index may hold text that is no longer in it.
CREATE TABLE old_text (
    collection_id TEXT PRIMARY KEY REFERENCES collections(id) ON DELETE CASCADE,
    since REAL NOT NULL
) STRICT;

-- Places that were forgotten inside a chosen folder, so that bringing the folder up to date does not bring them back:
-- SHA-256 of collection and path, because the name of what is forgotten is forgotten too.
CREATE TABLE forgotten (
    collection_id TEXT NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
    place TEXT NOT NULL,
    PRIMARY KEY (collection_id, place)
) STRICT;

-- What happens to the library as a whole and must go on after a stop: "everything", "catalogue".
CREATE TABLE unfinished (
    work TEXT PRIMARY KEY,
    asked REAL NOT NULL
) STRICT;

-- Of an index that was made before this was written down nobody knows: it counts as holding old text.
INSERT INTO old_text SELECT id, 0 FROM collections;
