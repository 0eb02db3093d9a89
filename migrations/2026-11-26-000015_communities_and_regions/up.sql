-- Společenství obcí, and coordinators of a region.

-- ── An association becomes a společenství obcí ───────────────────────────────────────────────────────────────────────
ALTER TABLE associations
  ADD former_name text COLLATE "cs-x-icu" CHECK (length(former_name) BETWEEN 1 AND 200),
  ADD CONSTRAINT former_name_of_a_community CHECK (former_name IS NULL OR community_from < 'infinity');
COMMENT ON COLUMN associations.former_name IS 'which it bore until community_from; null: it is no společenství, or was one when it came here';

-- ── A region's coordinator: acts for the tenants and associations with their seat in some regions ────────────────────
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;
ALTER TABLE grants
  DROP CONSTRAINT grants_role_check,
  DROP CONSTRAINT national_roles_are_the_nations;
UPDATE grants SET role = 'TERRITORIAL_COORDINATOR' WHERE role = 'NATIONAL_COORDINATOR' AND scope = 'REGION';
ALTER TABLE grants
  ADD CONSTRAINT grants_role_check CHECK (role IN ('NATIONAL_COORDINATOR', 'TERRITORIAL_COORDINATOR', 'MODEL_APPROVER', 'NATIONAL_AUDITOR',
    'TENANT_ADMIN', 'CENTRE_MANAGER', 'DEVELOPMENT_SPECIALIST', 'PROCUREMENT_SPECIALIST', 'LEGAL_ADVISER', 'CLERK', 'DATA_PROTECTION_OFFICER',
    'ASSOCIATION_CHAIR', 'MAYOR', 'DEPUTY_MAYOR', 'MUNICIPAL_CLERK', 'AUDITOR')),
  ADD CONSTRAINT national_roles_are_the_nations CHECK
    ((role IN ('NATIONAL_COORDINATOR', 'TERRITORIAL_COORDINATOR', 'MODEL_APPROVER', 'NATIONAL_AUDITOR')) = (tenant_id = nation_id())),
  ADD CONSTRAINT a_coordinator_of_the_nation_or_of_a_region CHECK (CASE role
    WHEN 'NATIONAL_COORDINATOR' THEN scope = 'TENANT' WHEN 'TERRITORIAL_COORDINATOR' THEN scope = 'REGION' ELSE true END);
ALTER TABLE grants FORCE ROW LEVEL SECURITY;

-- Transactions of the nation say for which regions: app.region_codes '{CZ080,…}', or '{*}' for all and for what lies in none.
-- Whoever acts for some sees and changes the tenants, figures and associations with their seat there, and nothing else of the
-- register; who may act for the nation is the whole nation's to say.
DO $$
DECLARE
  whole text := $p$'*' = ANY ((SELECT current_setting('app.region_codes')::text[])::text[])$p$;
  here  text := $p$d.region_code = ANY ((SELECT current_setting('app.region_codes')::text[])::text[])$p$;
  own   text := format('(SELECT a.id FROM associations a JOIN districts d ON d.code = a.district_code WHERE %s)', here);
  t text;
BEGIN
  FOR t IN SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE p.polname = 'nation_writes' LOOP
    EXECUTE format('ALTER POLICY nation_writes ON %I USING (%s)', t, whole);
  END LOOP;
  EXECUTE format('ALTER POLICY nation_writes ON associations USING (%s OR district_code IN (SELECT d.code FROM districts d WHERE %s))', whole, here);
  EXECUTE format('ALTER POLICY nation_writes ON association_memberships USING (%s OR association_id IN %s)', whole, own);
  EXECUTE format('ALTER POLICY nation_onboards ON tenants USING (%s OR id = nation_id() OR id IN %s)', whole, own);
  FOR t IN SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE p.polname = 'nation_reads_all' LOOP
    EXECUTE format('ALTER POLICY nation_reads_all ON %I USING (%s OR tenant_id IN %s)', t, whole, own);
  END LOOP;
  EXECUTE format('CREATE POLICY whole_nation_grants ON grants AS RESTRICTIVE FOR INSERT TO centrum_nation WITH CHECK (%s)', whole);
  EXECUTE format('CREATE POLICY whole_nation_ends ON grants AS RESTRICTIVE FOR UPDATE TO centrum_nation USING (%s)', whole);
END $$;
