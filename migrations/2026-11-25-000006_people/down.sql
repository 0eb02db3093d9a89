-- Policies on tables that go, go with them.
DROP POLICY signed ON grants;
DROP POLICY ended_once ON grants;
DROP INDEX events_by_kind;
DROP TABLE notifications, support_accesses, tenant_settings, sessions, sign_in_links, standing_admins, grant_confirmations;
ALTER TABLE api_tokens DROP permissions, DROP lineage, DROP last_used_at;
ALTER TABLE grants
  DROP CONSTRAINT grants_held_role, DROP CONSTRAINT grants_holder, DROP CONSTRAINT grants_open_admin,
  DROP CONSTRAINT who_ends_it_says_when, DROP CONSTRAINT nobody_grants_themselves, DROP CONSTRAINT grants_ended_by,
  DROP CONSTRAINT grants_granted_by, DROP CONSTRAINT grants_standing,
  DROP is_open_admin, DROP person_is_national, DROP ended_by, DROP ended_at, DROP granted_by;
COMMENT ON COLUMN grants.valid_until IS 'from this instant it counts no more; null: open';
ALTER TABLE people DROP CONSTRAINT people_standing, DROP is_national;
REVOKE UPDATE (display_name) ON participants FROM centrum_tenant, centrum_nation;
GRANT UPDATE ON grants, participants TO centrum_tenant, centrum_nation;
