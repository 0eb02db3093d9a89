-- Back to tables without rights and policies.
DO $$
DECLARE p record; t text;
BEGIN
  FOR p IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename);
  END LOOP;
  FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname !~ '^__' LOOP
    EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('REVOKE ALL ON %I FROM centrum_tenant, centrum_member, centrum_nation, centrum_platform, centrum_relay', t);
  END LOOP;
  REVOKE UPDATE (name) ON associations FROM centrum_tenant;
  REVOKE UPDATE (joined_on, left_on) ON association_memberships FROM centrum_tenant;
  REVOKE UPDATE (slug, lifecycle) ON tenants FROM centrum_nation;
END $$;
