-- Quarters that a centre has closed. What was done in them takes no change any more, whoever asks and by whatever statement.

CREATE TABLE reporting_periods (
  tenant_id   uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  starts_on   date NOT NULL CHECK (starts_on >= '2000-01-01' AND starts_on < '2200-01-01'),
  ends_before date NOT NULL,
  closed_at   timestamptz NOT NULL,
  closed_by   uuid NOT NULL,
  unattested  integer NOT NULL CHECK (unattested >= 0),
  PRIMARY KEY (tenant_id, starts_on),
  CONSTRAINT reporting_periods_closed_by FOREIGN KEY (tenant_id, closed_by) REFERENCES participants (tenant_id, id),
  CONSTRAINT a_period_is_a_quarter CHECK (extract(day FROM starts_on) = 1 AND extract(month FROM starts_on) IN (1, 4, 7, 10)
    AND ends_before = starts_on + interval '3 months'),
  CONSTRAINT a_period_is_over_when_it_closes CHECK (closed_at >= ends_before::timestamp AT TIME ZONE 'Europe/Prague'));
CREATE INDEX reporting_periods_by_end ON reporting_periods (tenant_id, ends_before DESC);
COMMENT ON TABLE  reporting_periods IS 'tenant: quarters (sledovaná období) that are closed; what was done before the end of the last of them takes no change. There is no reopening: nobody may change or delete a row';
COMMENT ON COLUMN reporting_periods.ends_before IS 'the first day after it';
COMMENT ON COLUMN reporting_periods.unattested IS 'how many benefits nobody had attested when it closed: who closed it said this number';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
-- A municipality's people see until when it is closed, for what they attest is closed too.
GRANT SELECT, INSERT ON reporting_periods TO centrum_tenant;
GRANT SELECT ON reporting_periods TO centrum_member;

DO $$
DECLARE
  tenant text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  actor  text := $p$closed_by = (SELECT current_setting('app.actor_id')::uuid)$p$;
  -- Asked once for a statement, and of the own tenant's rows alone: the policies of that table see to it.
  opened text := $p$(SELECT coalesce(max(ends_before), '-infinity') FROM reporting_periods)$p$;
BEGIN
  ALTER TABLE reporting_periods ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY owner_is_told ON reporting_periods TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean);
  EXECUTE format('CREATE POLICY tenant ON reporting_periods TO centrum_tenant, centrum_member USING (%s)', tenant);
  EXECUTE format('CREATE POLICY signed ON reporting_periods AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (%s)', actor);

  -- Reading isn't bounded, but who locks a row means to change it, and is bounded as well.
  EXECUTE format('CREATE POLICY open_period_begun ON activities AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (performed_on >= %s)', opened);
  EXECUTE format('CREATE POLICY open_period ON activities AS RESTRICTIVE FOR UPDATE TO centrum_tenant USING (performed_on >= %1$s) WITH CHECK (performed_on >= %1$s)', opened);
  EXECUTE format('CREATE POLICY open_period_begun ON activity_shares AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (performed_on >= %s)', opened);
  EXECUTE format('CREATE POLICY open_period ON activity_shares AS RESTRICTIVE FOR UPDATE TO centrum_tenant, centrum_member USING (performed_on >= %s)', opened);
  EXECUTE format('CREATE POLICY open_period_removed ON activity_shares AS RESTRICTIVE FOR DELETE TO centrum_tenant USING (performed_on >= %s)', opened);
  EXECUTE format('CREATE POLICY open_period_begun ON timesheets AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (month >= %s)', opened);
  EXECUTE format('CREATE POLICY open_period ON timesheets AS RESTRICTIVE FOR UPDATE TO centrum_tenant USING (month >= %s)', opened);
END $$;
