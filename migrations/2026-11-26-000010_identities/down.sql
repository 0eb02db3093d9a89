ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY;
DELETE FROM sessions WHERE identity_id IS NOT NULL;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN sessions.tenant_id IS 'the tenant of the link it began with, the only one it opens';
ALTER TABLE sessions DROP identity_id, DROP idle_minutes, ALTER tenant_id SET NOT NULL;
DROP TABLE identities, identity_providers;
