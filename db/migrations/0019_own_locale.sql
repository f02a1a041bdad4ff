-- 0019: how dates and numbers are written is the company's choice, and each
-- person's where they make one of their own: two people of one desk may have
-- learned to read 1.250 differently.
ALTER TABLE app_user ADD COLUMN locale TEXT NOT NULL DEFAULT ''; -- '': the company's
