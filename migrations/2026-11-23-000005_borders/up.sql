-- Who may touch which table, and which rows of it. Which tenant, municipality and secrecy a row belongs to is decided here;
-- what a person may *do* is decided in code. It protects from forgetting, not from injection: whoever can run SQL of their
-- own choosing can take any role of the login, and set any tenant.
--
-- The door opens a transaction with SET LOCAL ROLE and SET LOCAL of
--   app.tenant_id '…'   app.clearances '{OPEN,CONFIDENTIAL}'   app.member_ids '{…,…}' (role member)   app.person_id (role platform)
-- Lists are array literals: `{}` is nobody. What was never set is an error, and so is '', which SET LOCAL leaves behind for
-- the rest of the session: neither casts.

-- ── Rights: the first border, and the loudest ────────────────────────────────────────────────────────────────────────
GRANT SELECT ON regions, districts, extended_powers_districts, authorised_office_districts, municipalities, populations,
  associations, association_memberships, services TO centrum_tenant, centrum_member, centrum_nation, centrum_platform, centrum_relay;
GRANT INSERT, UPDATE, DELETE ON regions, districts, extended_powers_districts, authorised_office_districts, municipalities,
  populations, associations, association_memberships, services TO centrum_nation;
GRANT UPDATE (name) ON associations TO centrum_tenant;
GRANT INSERT, UPDATE (joined_on, left_on) ON association_memberships TO centrum_tenant;
GRANT SELECT ON tenants TO centrum_tenant, centrum_member, centrum_nation, centrum_platform;
GRANT INSERT, UPDATE (slug, lifecycle) ON tenants TO centrum_nation;

GRANT SELECT, INSERT, UPDATE, DELETE ON people, api_tokens, demo_personas TO centrum_platform;
GRANT SELECT ON grants TO centrum_platform;

GRANT SELECT, INSERT, UPDATE ON participants, grants, idempotency_outcomes TO centrum_tenant, centrum_nation;
GRANT SELECT, INSERT ON members TO centrum_tenant;
GRANT SELECT, INSERT, UPDATE ON tenant_service_overrides TO centrum_tenant;
GRANT SELECT, INSERT, UPDATE (last_number) ON request_counters TO centrum_tenant, centrum_member;
GRANT SELECT, INSERT, UPDATE ON requests TO centrum_tenant;
GRANT SELECT, INSERT ON request_comments TO centrum_tenant;
GRANT SELECT ON participants, members, grants, tenant_service_overrides TO centrum_member;
-- A mayor has a role of their own, and not staff's role with a setting, so that they can't write a label.
GRANT SELECT, INSERT ON requests, request_comments, idempotency_outcomes TO centrum_member;
-- Append-only: UPDATE and DELETE for nobody.
GRANT SELECT, INSERT ON events TO centrum_tenant, centrum_member, centrum_nation;
GRANT INSERT ON outbox TO centrum_tenant, centrum_member, centrum_nation;
GRANT SELECT ON stream TO centrum_tenant, centrum_member, centrum_nation;
GRANT SELECT ON rollup_daily, rollup_due, rollup_positions TO centrum_tenant, centrum_nation;

GRANT SELECT ON events TO centrum_relay;
GRANT SELECT, DELETE ON outbox TO centrum_relay;
GRANT SELECT, INSERT ON stream TO centrum_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON rollup_daily, rollup_due, rollup_positions TO centrum_relay;

-- ── Policies ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- A setting stands in a (SELECT …), evaluated once per statement, with its cast *inside*: outside, the array would be parsed
-- again for every row. The cast outside only makes `= ANY (…)` read an array, not a subquery, and costs nothing.
-- Permissive ones say which tenant (USING without WITH CHECK serves as both), restrictive ones which municipality and secrecy.
DO $$
DECLARE
  entered text := $p$tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  tenant  text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  nation  text := $p$tenant_id = nation_id() AND tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  own     text := $p$(SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  mine    text := $p$member_id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[])$p$;
  cleared text := $p$secrecy = ANY ((SELECT current_setting('app.clearances')::text[])::text[])$p$;
  t text; blindly text;
BEGIN
  FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname !~ '^__' LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    -- An owner without a policy reads nothing, and then PostgreSQL calls a new foreign key over orphans *valid* and a backfill
    -- updates no row. This setting exists nowhere, so the owner gets an error instead; a migration that reads rows says
    -- NO FORCE and FORCE in its own transaction. Checks and cascades of existing foreign keys pass policies by.
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
  END LOOP;

  FOREACH t IN ARRAY '{participants,members,grants,tenant_service_overrides,idempotency_outcomes,request_counters,
      requests,request_comments,events,stream,rollup_daily,rollup_due,rollup_positions}'::text[] LOOP
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant, centrum_member USING (%s)', t, tenant);
  END LOOP;
  FOREACH t IN ARRAY '{participants,grants,idempotency_outcomes,events,stream}'::text[] LOOP
    EXECUTE format('CREATE POLICY nation ON %I TO centrum_nation USING (%s)', t, nation);
  END LOOP;
  FOREACH t IN ARRAY '{events,stream,rollup_daily,rollup_due,rollup_positions}'::text[] LOOP
    EXECUTE format('CREATE POLICY relay ON %I TO centrum_relay USING (%s)', t, entered);
  END LOOP;
  FOREACH t IN ARRAY '{rollup_daily,rollup_due,rollup_positions}'::text[] LOOP
    EXECUTE format('CREATE POLICY nation_reads_all ON %I FOR SELECT TO centrum_nation USING (true)', t);
  END LOOP;
  EXECUTE format('CREATE POLICY tenant ON outbox FOR INSERT TO centrum_tenant, centrum_member WITH CHECK (%s)', tenant);
  EXECUTE format('CREATE POLICY nation ON outbox FOR INSERT TO centrum_nation WITH CHECK (%s)', nation);
  CREATE POLICY relay ON outbox TO centrum_relay USING (true);
  CREATE POLICY platform_signs_in ON grants FOR SELECT TO centrum_platform
    USING (person_id = (SELECT current_setting('app.person_id')::uuid));

  FOREACH t IN ARRAY '{requests,request_comments,events,grants}'::text[] LOOP
    EXECUTE format('CREATE POLICY reach ON %I AS RESTRICTIVE TO centrum_member USING (%s)', t, mine);
  END LOOP;
  CREATE POLICY reach ON members AS RESTRICTIVE TO centrum_member
    USING (id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[]));
  CREATE POLICY not_internal ON request_comments AS RESTRICTIVE TO centrum_member USING (NOT is_internal);
  CREATE POLICY not_internal ON events AS RESTRICTIVE TO centrum_member USING (NOT is_internal);

  -- Secrecy is about staff; what its municipality sees is told by shown_to_member alone, whatever the secrecy.
  -- Filing into a secrecy that the writer can't read is allowed (WITH CHECK true) where it takes it, without RETURNING or an
  -- ON CONFLICT target; a comment is written by who can read the case.
  FOREACH t IN ARRAY '{requests,events,request_comments}'::text[] LOOP
    blindly := CASE t WHEN 'request_comments' THEN '' ELSE 'WITH CHECK (true)' END;
    EXECUTE format('CREATE POLICY secrecy ON %I AS RESTRICTIVE TO centrum_tenant, centrum_nation USING (%s) %s', t, cleared, blindly);
    EXECUTE format('CREATE POLICY shown ON %I AS RESTRICTIVE TO centrum_member USING (shown_to_member)', t);
  END LOOP;
  CREATE POLICY readable ON stream AS RESTRICTIVE TO centrum_tenant, centrum_member, centrum_nation
    USING (EXISTS (SELECT FROM events e WHERE e.tenant_id = stream.tenant_id AND e.id = stream.event_id));

  FOREACH t IN ARRAY '{regions,districts,extended_powers_districts,authorised_office_districts,municipalities,populations,
      associations,association_memberships,services}'::text[] LOOP
    EXECUTE format('CREATE POLICY everybody_reads ON %I FOR SELECT USING (true)', t);
    EXECUTE format('CREATE POLICY nation_writes ON %I TO centrum_nation USING (true)', t);
  END LOOP;
  EXECUTE format('CREATE POLICY tenant_renames ON associations FOR UPDATE TO centrum_tenant USING (id = %s)', own);
  EXECUTE format('CREATE POLICY tenant_admits ON association_memberships FOR INSERT TO centrum_tenant WITH CHECK (association_id = %s)', own);
  EXECUTE format('CREATE POLICY tenant_dates ON association_memberships FOR UPDATE TO centrum_tenant USING (association_id = %s)', own);
  EXECUTE format('CREATE POLICY itself ON tenants FOR SELECT TO centrum_tenant, centrum_member USING (id = %s)', own);
  CREATE POLICY nation_onboards ON tenants TO centrum_nation USING (true);
  CREATE POLICY platform_finds ON tenants FOR SELECT TO centrum_platform USING (true);
  FOREACH t IN ARRAY '{people,api_tokens,demo_personas}'::text[] LOOP
    EXECUTE format('CREATE POLICY platform ON %I TO centrum_platform USING (true)', t);
  END LOOP;
END $$;
