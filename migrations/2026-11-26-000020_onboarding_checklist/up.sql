-- The checklist of a tenant's onboarding: what must be done, by which side, who sees to it and until when.

-- Who sees to a step is shown to the nation too, which reads no participant: so the name stands in the step, and this key
-- keeps it the name that the tenant calls them by.
ALTER TABLE participants ADD CONSTRAINT participants_by_name UNIQUE (tenant_id, id, display_name);

CREATE TABLE onboarding_steps (
  tenant_id        uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  step             text NOT NULL CHECK (step ~ '^[A-Z][A-Z_]{0,39}$'),
  place            integer NOT NULL CHECK (place BETWEEN 1 AND 100),
  side             text NOT NULL CHECK (side IN ('TENANT', 'NATION', 'SYSTEM')),
  responsible_id   uuid,
  responsible_name text,
  due_on           date,
  done_on          date,
  version          integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (tenant_id, step),
  UNIQUE (tenant_id, place),
  CONSTRAINT onboarding_steps_responsible FOREIGN KEY (tenant_id, responsible_id, responsible_name)
    REFERENCES participants (tenant_id, id, display_name) ON UPDATE CASCADE,
  CONSTRAINT responsible_has_a_name CHECK ((responsible_id IS NULL) = (responsible_name IS NULL)),
  CONSTRAINT nobody_does_what_the_system_sees CHECK (side <> 'SYSTEM' OR done_on IS NULL));
COMMENT ON TABLE  onboarding_steps IS 'tenant: the checklist of its onboarding, which the nation sees and keeps too';
COMMENT ON COLUMN onboarding_steps.step IS 'its code; the titles are those of the list it was made from';
COMMENT ON COLUMN onboarding_steps.place IS 'in the list, from 1';
COMMENT ON COLUMN onboarding_steps.side IS 'who says that it is done: the tenant, the nation, or the system, which sees it by itself';
COMMENT ON COLUMN onboarding_steps.responsible_name IS 'the display name of responsible_id, by cascade';
COMMENT ON COLUMN onboarding_steps.done_on IS 'the day on which it was done, as its side says; null: it isn''t, or the system''s';

CREATE TABLE rollup_onboarding (
  tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  step      text NOT NULL CHECK (step ~ '^[A-Z][A-Z_]{0,39}$'),
  seen_on   date NOT NULL,
  PRIMARY KEY (tenant_id, step));
COMMENT ON TABLE  rollup_onboarding IS 'rollup: which steps of an onboarding the worker has seen done, in the events';
COMMENT ON COLUMN rollup_onboarding.seen_on IS 'the day of the event that did it';

-- ── Tenants that are being set up; those that are further have no checklist ──────────────────────────────────────────
ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY;
ALTER TABLE events NO FORCE ROW LEVEL SECURITY;
INSERT INTO onboarding_steps (tenant_id, step, place, side, due_on, version)
  SELECT t.id, s.step, s.place, s.side, (t.onboarded_at AT TIME ZONE 'Europe/Prague')::date + s.due_days, 1
  FROM tenants t, (VALUES
    ('PARTICIPATION_APPROVED', 1, 'TENANT', 30), ('CONTRACT', 2, 'NATION', 45), ('CONTRACT_PUBLISHED', 3, 'TENANT', 75),
    ('DATA_BOX', 4, 'TENANT', 45), ('DATA_PROCESSING', 5, 'TENANT', 60), ('MEMBERS_CHECKED', 6, 'TENANT', 45),
    ('STAFF_APPOINTED', 7, 'SYSTEM', 60), ('CATALOGUE_CONFIRMED', 8, 'TENANT', 75), ('STAFF_TRAINED', 9, 'NATION', 90),
    ('FIRST_ACTIVITY', 10, 'SYSTEM', 120)) s (step, place, side, due_days)
  WHERE t.kind = 'ASSOCIATION' AND t.lifecycle = 'ONBOARDING';
INSERT INTO rollup_onboarding (tenant_id, step, seen_on)
  SELECT e.tenant_id, 'FIRST_ACTIVITY', (min(e.at) AT TIME ZONE 'Europe/Prague')::date
  FROM events e JOIN tenants t ON t.id = e.tenant_id AND t.lifecycle = 'ONBOARDING'
  WHERE e.kind = 'activity.recorded' GROUP BY e.tenant_id;
INSERT INTO rollup_onboarding (tenant_id, step, seen_on)
  SELECT e.tenant_id, 'STAFF_APPOINTED', (min(e.at) AT TIME ZONE 'Europe/Prague')::date
  FROM events e JOIN tenants t ON t.id = e.tenant_id AND t.lifecycle = 'ONBOARDING'
  WHERE e.kind = 'role.granted' AND e.payload ->> 'role' = 'CENTRE_MANAGER' AND NOT EXISTS
    (SELECT FROM events r WHERE r.tenant_id = e.tenant_id AND r.kind = 'role.revoked' AND r.subject = e.subject)
  GROUP BY e.tenant_id;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;

-- ── Rights and policies, as in 000005_borders; the regions as in 000015_communities_and_regions ──────────────────────
GRANT SELECT, INSERT, UPDATE (responsible_id, responsible_name, due_on, done_on, version) ON onboarding_steps TO centrum_tenant;
-- Who of the tenant's people sees to it is the tenant's to say.
GRANT SELECT, UPDATE (due_on, done_on, version) ON onboarding_steps TO centrum_nation;
GRANT SELECT ON rollup_onboarding TO centrum_tenant, centrum_nation;
GRANT SELECT, INSERT, UPDATE, DELETE ON rollup_onboarding TO centrum_relay;

DO $$
DECLARE
  entered text := $p$tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  tenant  text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  whole   text := $p$'*' = ANY ((SELECT current_setting('app.region_codes')::text[])::text[])$p$;
  here    text := $p$d.region_code = ANY ((SELECT current_setting('app.region_codes')::text[])::text[])$p$;
  own     text := format('(SELECT a.id FROM associations a JOIN districts d ON d.code = a.district_code WHERE %s)', here);
  t text;
BEGIN
  FOREACH t IN ARRAY '{onboarding_steps,rollup_onboarding}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant USING (%s)', t, tenant);
  END LOOP;
  EXECUTE format('CREATE POLICY relay ON rollup_onboarding TO centrum_relay USING (%s)', entered);
  EXECUTE format('CREATE POLICY nation_reads_all ON rollup_onboarding FOR SELECT TO centrum_nation USING (%s OR tenant_id IN %s)', whole, own);
  EXECUTE format('CREATE POLICY nation_keeps ON onboarding_steps TO centrum_nation USING (%s OR tenant_id IN %s)', whole, own);
  -- A list begins with nothing done, and each side says what is done of its own steps alone.
  CREATE POLICY begins_open ON onboarding_steps AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (done_on IS NULL);
  CREATE POLICY own_side ON onboarding_steps AS RESTRICTIVE FOR UPDATE TO centrum_tenant USING (side = 'TENANT' OR done_on IS NULL);
  CREATE POLICY nation_s_side ON onboarding_steps AS RESTRICTIVE FOR UPDATE TO centrum_nation USING (side = 'NATION' OR done_on IS NULL);
END $$;
