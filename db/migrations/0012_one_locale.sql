-- 0012: how dates and numbers are written is the company's choice alone; a column
-- that nothing reads would only look like one person's.
ALTER TABLE app_user DROP COLUMN locale;
