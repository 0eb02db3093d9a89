-- Outcomes under an Idempotency-Key: a row is claimed before the deed, gets its outcome with the deed's COMMIT, and is kept
-- for a day. Nothing has written the table until now.
ALTER TABLE idempotency_outcomes
  ADD kept_until timestamptz NOT NULL,
  ALTER outcome DROP NOT NULL,
  ADD CONSTRAINT an_outcome_is_short CHECK (length(outcome::text) <= 2000);
CREATE INDEX idempotency_outcomes_by_end ON idempotency_outcomes (tenant_id, kept_until);
COMMENT ON TABLE  idempotency_outcomes IS 'tenant: what came of a mutation under the key its sender gave it: ids and codes only; what they point at is read again through the policies. Each person reads and writes their own';
COMMENT ON COLUMN idempotency_outcomes.body_hash IS 'SHA-256 of the operation and its variables: the same key with another body is refused';
COMMENT ON COLUMN idempotency_outcomes.outcome IS 'null only while the deed is being done, inside its transaction';
COMMENT ON COLUMN idempotency_outcomes.kept_until IS 'from this instant the key is free again; the worker deletes the row';

REVOKE UPDATE ON idempotency_outcomes FROM centrum_tenant, centrum_nation;
GRANT UPDATE (body_hash, outcome, kept_until) ON idempotency_outcomes TO centrum_tenant, centrum_member, centrum_nation;
-- The worker sees which are too old, and nothing of what they say.
GRANT SELECT (tenant_id, participant_id, key, kept_until), DELETE ON idempotency_outcomes TO centrum_relay;

CREATE POLICY relay ON idempotency_outcomes TO centrum_relay USING (tenant_id = (SELECT current_setting('app.tenant_id')::uuid));
CREATE POLICY own ON idempotency_outcomes AS RESTRICTIVE TO centrum_tenant, centrum_member, centrum_nation
  USING (participant_id = (SELECT current_setting('app.actor_id')::uuid));
