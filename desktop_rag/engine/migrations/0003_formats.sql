-- What a document is, and how many of its pages are pictures: nobody could read these, or they were recognised.
ALTER TABLE documents ADD COLUMN kind TEXT;
ALTER TABLE documents ADD COLUMN pages_without_text INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN pages_recognised INTEGER NOT NULL DEFAULT 0;
