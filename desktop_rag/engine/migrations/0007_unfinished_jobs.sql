-- Indexing jobs that were asked for and have not ended, as the lines they came in: after a stop they go on by
-- themselves. A job that has ended leaves nothing here.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    command TEXT NOT NULL
) STRICT;
