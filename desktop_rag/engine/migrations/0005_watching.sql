-- Folders at or below chosen places where another file system began when they were last walked: where that is so no
-- more, a drive or share was taken away, and what lay in it is away, not removed. SHA-256 of collection and path, as in
-- `forgotten`: the name of what is forgotten is forgotten too.
CREATE TABLE mounts (
    collection_id TEXT NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
    place TEXT NOT NULL,
    PRIMARY KEY (collection_id, place)
) STRICT;

-- What the files of an index looked like when it last agreed with the catalogue; while they still do, nobody need open
-- the index to know.
ALTER TABLE collections ADD COLUMN index_mark TEXT NOT NULL DEFAULT '';
