CREATE TABLE collections (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    embedding_model TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    index_version INTEGER NOT NULL,
    created REAL NOT NULL
) STRICT;

CREATE TABLE roots (
    collection_id TEXT NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    PRIMARY KEY (collection_id, path)
) STRICT;

CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    collection_id TEXT NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    part TEXT,
    state TEXT NOT NULL,
    code TEXT,
    title TEXT NOT NULL DEFAULT '',
    pages INTEGER NOT NULL DEFAULT 0,
    chunks INTEGER NOT NULL DEFAULT 0,
    size_bytes INTEGER NOT NULL DEFAULT 0,
    modified_ns INTEGER NOT NULL DEFAULT 0,
    content_hash TEXT NOT NULL DEFAULT '',
    revision TEXT NOT NULL DEFAULT '',
    language TEXT,
    opened INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX documents_place ON documents(collection_id, path, ifnull(part, ''));
CREATE INDEX documents_content ON documents(collection_id, content_hash);

CREATE TABLE chats (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    collection_id TEXT,
    created REAL NOT NULL,
    updated REAL NOT NULL
) STRICT;

CREATE TABLE turns (
    id TEXT PRIMARY KEY,
    chat_id TEXT NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    question TEXT NOT NULL,
    asked REAL NOT NULL,
    answer TEXT NOT NULL
) STRICT;
CREATE INDEX turns_of_chat ON turns(chat_id, ordinal);
