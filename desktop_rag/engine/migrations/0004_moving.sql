-- Which embedding model a collection is being moved to; its new index lies beside the old one, under the next version.
ALTER TABLE collections ADD COLUMN next_model TEXT;

-- How many chunks a second each embedding model made here, so that a person can be told how long something takes.
CREATE TABLE pace (
    embedding_model TEXT PRIMARY KEY,
    chunks_per_second REAL NOT NULL
) STRICT;
