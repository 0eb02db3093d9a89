ALTER POLICY tenant ON tenant_settings TO centrum_tenant;
REVOKE SELECT ON tenant_settings FROM centrum_member;
DROP TABLE member_settings;
COMMENT ON COLUMN tenant_settings.value IS NULL;
-- What was reset isn't there for who ran before.
ALTER TABLE tenant_settings NO FORCE ROW LEVEL SECURITY;
DELETE FROM tenant_settings WHERE value = 'null';
ALTER TABLE tenant_settings FORCE ROW LEVEL SECURITY;
