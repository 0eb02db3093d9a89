-- What is set for one membership: the nearest layer of configuration.

-- A reset keeps the row, here and in tenant_settings, with the JSON null as its value: so no version comes twice, and what ran
-- before this migration reads it as "no value that fits".
CREATE TABLE member_settings (
  tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  member_id uuid NOT NULL,
  key       text NOT NULL CHECK (key ~ '^[a-z_]+(\.[a-z_]+)*$' AND length(key) <= 60),
  value     jsonb NOT NULL CHECK (length(value::text) <= 10000),
  version   integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (tenant_id, member_id, key),
  CONSTRAINT member_settings_member FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id));
COMMENT ON TABLE  member_settings IS 'tenant: where one membership differs from what its tenant has set';
COMMENT ON COLUMN member_settings.value IS 'the JSON null: it was reset';
COMMENT ON COLUMN tenant_settings.value IS 'the JSON null: it was reset';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
GRANT SELECT, INSERT, UPDATE (value, version) ON member_settings TO centrum_tenant;
-- A mayor's deeds are bound by them too: how long a token may last.
GRANT SELECT ON tenant_settings, member_settings TO centrum_member;

DO $$
DECLARE
  tenant text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  mine   text := $p$member_id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[])$p$;
BEGIN
  ALTER TABLE member_settings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY owner_is_told ON member_settings TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean);
  EXECUTE format('CREATE POLICY tenant ON member_settings TO centrum_tenant, centrum_member USING (%s)', tenant);
  EXECUTE format('CREATE POLICY reach ON member_settings AS RESTRICTIVE TO centrum_member USING (%s)', mine);
  ALTER POLICY tenant ON tenant_settings TO centrum_tenant, centrum_member;
END $$;
