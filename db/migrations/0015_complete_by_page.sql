-- 0015: a file that is sent by page may say of when it is and that it is
-- complete, as on the command line; it is checked and taken in by the same words.
-- An import keeps how much it closed and left for a person to choose.
ALTER TABLE import_upload ADD COLUMN as_of TEXT; -- NULL: of when it is taken in
ALTER TABLE import_upload ADD COLUMN complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0,1));
ALTER TABLE import_upload ADD COLUMN close_many INTEGER NOT NULL DEFAULT 0 CHECK (close_many IN (0,1) AND close_many <= complete);
ALTER TABLE import_upload ADD COLUMN problem_of TEXT NOT NULL DEFAULT ''; -- what the problem is about: 'file', 'full', 'close_many', 'as_of'
ALTER TABLE import ADD COLUMN closed INTEGER NOT NULL DEFAULT 0 CHECK (closed >= 0);
ALTER TABLE import ADD COLUMN differing INTEGER NOT NULL DEFAULT 0 CHECK (differing >= 0);
