-- A case can be filed elsewhere, and what hangs on it follows. What the figures counted under one secrecy is taken back from there.

ALTER TABLE activities ADD COLUMN counted_secrecy text CHECK (counted_secrecy IN ('OPEN', 'CONFIDENTIAL', 'DPO'));
COMMENT ON COLUMN activities.counted_secrecy IS 'the secrecy that it had when it was recorded or last corrected, under which the figures count it; null: by a program that doesn''t know, and none but its own';

-- Work without a case is never filed elsewhere.
ALTER TABLE activities NO FORCE ROW LEVEL SECURITY;
UPDATE activities SET counted_secrecy = secrecy WHERE request_id IS NOT NULL;
ALTER TABLE activities FORCE ROW LEVEL SECURITY;
