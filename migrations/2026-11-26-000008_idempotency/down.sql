DROP POLICY own ON idempotency_outcomes;
DROP POLICY relay ON idempotency_outcomes;
REVOKE SELECT (tenant_id, participant_id, key, kept_until), DELETE ON idempotency_outcomes FROM centrum_relay;
REVOKE UPDATE (body_hash, outcome, kept_until) ON idempotency_outcomes FROM centrum_tenant, centrum_member, centrum_nation;
GRANT UPDATE ON idempotency_outcomes TO centrum_tenant, centrum_nation;
DROP INDEX idempotency_outcomes_by_end;
-- Old code kept nothing here, and an outcome is only good for a day.
TRUNCATE idempotency_outcomes;
ALTER TABLE idempotency_outcomes
  DROP CONSTRAINT an_outcome_is_short,
  ALTER outcome SET NOT NULL,
  DROP kept_until;
COMMENT ON TABLE  idempotency_outcomes IS 'tenant: ids and codes only; what they point at is read again through the policies';
COMMENT ON COLUMN idempotency_outcomes.body_hash IS NULL;
COMMENT ON COLUMN idempotency_outcomes.outcome IS NULL;
