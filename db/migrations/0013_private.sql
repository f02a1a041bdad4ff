-- 0013: what the audit says of a person can be erased without breaking the audit.
-- Of customers, their sites and contacts the audit itself keeps a seal (SHA-256)
-- where the values would stand; the values are beside it and may go.

CREATE TABLE audit_private (
  audit_id INTEGER PRIMARY KEY REFERENCES audit(id),
  before   TEXT CHECK (before IS NULL OR json_valid(before)),
  after    TEXT CHECK (after IS NULL OR json_valid(after))
) STRICT;

-- The audit as it is read: with the values as long as they are kept.
CREATE VIEW audit_read AS
  SELECT a.id, a.at, a.actor, a.origin, a.request_id, a.action, a.entity, a.entity_id, a.ref, a.why,
    coalesce(p.before, a.before) AS before, coalesce(p.after, a.after) AS after
  FROM audit a LEFT JOIN audit_private p ON p.audit_id = a.id;

-- Erased: the customer's orders stay, nothing says any more whose they were.
ALTER TABLE customer ADD COLUMN erased_at TEXT;
