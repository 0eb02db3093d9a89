-- How the servers answer, tenant by tenant: what the gates of a roll-out read. Each server adds up what it counted, in one
-- statement for all tenants, under a role of its own that can do nothing else.
DO $$
BEGIN
  -- Only an administrator of the cluster makes roles. Without this sentence the first GRANT would fail, and say less.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'centrum_tally') THEN
    RAISE EXCEPTION 'the role centrum_tally is missing: run `centrum bootstrap --keep-passwords` of this version first, then migrate again';
  END IF;
END $$;

CREATE TABLE operation_tallies (
  tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  minute    timestamptz NOT NULL CHECK (extract(epoch FROM minute) % 60 = 0),
  operation text NOT NULL CHECK (length(operation) BETWEEN 1 AND 100),
  answered  bigint NOT NULL CHECK (answered > 0),
  internal  bigint NOT NULL CHECK (internal >= 0),
  timed_out bigint NOT NULL CHECK (timed_out >= 0),
  PRIMARY KEY (tenant_id, minute, operation),
  CONSTRAINT what_failed_was_answered CHECK (internal + timed_out <= answered));
COMMENT ON TABLE  operation_tallies IS 'tally: how many operations of GraphQL were answered, and how many of them INTERNAL or TIMEOUT; the servers add up, the nation reads all, the worker deletes what is old. No tenant reads its own';
COMMENT ON COLUMN operation_tallies.tenant_id IS 'whose operations; the nation''s are also those of who is signed in and named no tenant';
COMMENT ON COLUMN operation_tallies.minute IS 'in which they were answered, by its beginning';
COMMENT ON COLUMN operation_tallies.operation IS 'the root field of the contract; several: more than one; unknown: it couldn''t be read, or nobody could be signed in';
COMMENT ON COLUMN operation_tallies.answered IS 'all of them, whatever the answer; what was given up over a websocket isn''t counted';

GRANT SELECT, INSERT, UPDATE (answered, internal, timed_out) ON operation_tallies TO centrum_tally;
GRANT SELECT ON operation_tallies TO centrum_nation;
GRANT SELECT (tenant_id, minute, operation), DELETE ON operation_tallies TO centrum_relay;

ALTER TABLE operation_tallies ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_is_told ON operation_tallies TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean);
CREATE POLICY tally ON operation_tallies TO centrum_tally USING (true);
CREATE POLICY nation_reads_all ON operation_tallies FOR SELECT TO centrum_nation USING (true);
CREATE POLICY relay ON operation_tallies TO centrum_relay USING (tenant_id = (SELECT current_setting('app.tenant_id')::uuid));
