-- What follows from belonging to an association: whose people reach what, until which day.

-- ── An association becomes a společenství obcí ───────────────────────────────────────────────────────────────────────
ALTER TABLE associations
  ADD former_name text COLLATE "cs-x-icu" CHECK (length(former_name) BETWEEN 1 AND 200),
  ADD CONSTRAINT former_name_of_a_community CHECK (former_name IS NULL OR community_from < 'infinity');
COMMENT ON COLUMN associations.former_name IS 'which it bore until community_from; null: it is no společenství, or was one when it came here';

-- ── A member leaves ──────────────────────────────────────────────────────────────────────────────────────────────────
-- The day is written once, in the register, and kept equal by foreign keys where sign-in and the rules of granting read it,
-- whoever wrote it (an administrator, an import): the people of a member lose their reach by the clock, and no job has to run.
ALTER TABLE association_memberships NO FORCE ROW LEVEL SECURITY;
ALTER TABLE members NO FORCE ROW LEVEL SECURITY;
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;

ALTER TABLE association_memberships
  ADD until date NOT NULL GENERATED ALWAYS AS (coalesce(left_on, 'infinity')) STORED,
  ADD CONSTRAINT memberships_until UNIQUE (association_id, id, until);
COMMENT ON COLUMN association_memberships.until IS 'left_on, for foreign keys; infinity and not null: one with a null isn''t checked';

ALTER TABLE members ADD until date NOT NULL DEFAULT 'infinity';
UPDATE members m SET until = a.until FROM association_memberships a WHERE a.association_id = m.tenant_id AND a.id = m.membership_id;
ALTER TABLE members
  DROP CONSTRAINT member_by_membership,
  ADD CONSTRAINT member_by_membership FOREIGN KEY (tenant_id, membership_id, until)
    REFERENCES association_memberships (association_id, id, until) ON UPDATE CASCADE,
  ADD CONSTRAINT the_association_itself_stays CHECK (membership_id IS NOT NULL OR until = 'infinity'),
  ADD CONSTRAINT members_until UNIQUE (tenant_id, id, until);
COMMENT ON COLUMN members.until IS 'the first day it no longer belongs, kept equal to the membership''s by the foreign key; infinity: it does';

ALTER TABLE grants ADD member_until date NOT NULL DEFAULT 'infinity';
UPDATE grants g SET member_until = m.until FROM members m WHERE m.tenant_id = g.tenant_id AND m.id = g.member_id;
ALTER TABLE grants
  DROP CONSTRAINT grants_member,
  ADD CONSTRAINT grants_member FOREIGN KEY (tenant_id, member_id, member_until)
    REFERENCES members (tenant_id, id, until) ON UPDATE CASCADE,
  ADD CONSTRAINT only_members_leave CHECK (member_id IS NOT NULL OR member_until = 'infinity');
COMMENT ON COLUMN grants.member_until IS 'the first day its member no longer belongs, kept equal to the member''s by the foreign key: from its midnight in Prague the grant counts no more';

-- ── A region's coordinator ───────────────────────────────────────────────────────────────────────────────────────────
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

ALTER TABLE association_memberships FORCE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
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
