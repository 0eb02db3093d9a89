-- Who vouches for somebody who signs in: identity providers, and the identities under which they know people.
--
-- An identity is an issuer and a subject, never an e-mail address. It is accepted in one tenant at a time, by who holds a
-- session there: a link's holder may accept in the link's tenant, and so can't open another one for its person.

-- ── Providers ────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE identity_providers (
  tenant_id     uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  issuer        text CHECK (length(issuer) BETWEEN 1 AND 300),
  client_id     text CHECK (length(client_id) BETWEEN 1 AND 200),
  client_secret text CHECK (length(client_secret) BETWEEN 1 AND 1000),
  audience      text CHECK (length(audience) BETWEEN 1 AND 300),
  version       integer NOT NULL CHECK (version > 0),
  has_secret    boolean NOT NULL GENERATED ALWAYS AS (client_secret IS NOT NULL) STORED,
  PRIMARY KEY (tenant_id),
  CONSTRAINT what_is_removed_is_empty CHECK ((issuer IS NULL) = (client_id IS NULL)
    AND (issuer IS NOT NULL OR (client_secret IS NULL AND audience IS NULL))),
  CONSTRAINT the_nations_is_configured CHECK (tenant_id <> nation_id()));
CREATE INDEX identity_providers_by_issuer ON identity_providers (issuer);
COMMENT ON TABLE  identity_providers IS 'tenant: the OpenID provider of its office, which signs in to this tenant only. The nation''s stands in the configuration';
COMMENT ON COLUMN identity_providers.issuer IS 'null: it was removed; the row stays, so that no version comes twice';
COMMENT ON COLUMN identity_providers.client_secret IS 'the tenant writes it and can''t read it; only sign-in does. Null: a public client';
COMMENT ON COLUMN identity_providers.audience IS 'what its access tokens name as aud; null: none of them is taken';
COMMENT ON COLUMN identity_providers.version IS 'grows with each change';

-- ── Identities ───────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE identities (
  id        uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES people,
  tenant_id uuid NOT NULL REFERENCES tenants,
  voucher   text NOT NULL CHECK (voucher IN ('NATION', 'TENANT')),
  issuer    text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 300),
  subject   text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  linked_at timestamptz NOT NULL,
  ended_at  timestamptz CHECK (ended_at >= linked_at),
  CONSTRAINT a_tenants_provider_is_no_nations CHECK (voucher = 'NATION' OR tenant_id <> nation_id()),
  -- The nation's word is for a person: whatever the tenants in which it was accepted, it is the same one.
  CONSTRAINT the_nation_vouches_for_one_person EXCLUDE USING gist (issuer WITH =, subject WITH =, person_id WITH <>)
    WHERE (voucher = 'NATION' AND ended_at IS NULL));
CREATE UNIQUE INDEX one_person_by_identity ON identities (tenant_id, voucher, issuer, subject) WHERE ended_at IS NULL;
CREATE INDEX identities_by_subject ON identities (issuer, subject) WHERE ended_at IS NULL;
CREATE INDEX identities_by_person ON identities (person_id, tenant_id);
COMMENT ON TABLE  identities IS 'platform: under which issuer and subject a person was accepted in a tenant; found before the tenant is known';
COMMENT ON COLUMN identities.tenant_id IS 'where it was accepted, and what it opens: nothing else';
COMMENT ON COLUMN identities.voucher IS 'who vouches: the nation''s issuer, or this tenant''s own. The same issuer in two tenants is two';
COMMENT ON COLUMN identities.ended_at IS 'when its person took it back';

-- ── Sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE sessions
  ALTER tenant_id DROP NOT NULL,
  ADD identity_id  uuid REFERENCES identities,
  ADD idle_minutes integer CHECK (idle_minutes > 0),
  ADD CONSTRAINT a_session_opens_something CHECK (tenant_id IS NOT NULL OR identity_id IS NOT NULL);
CREATE INDEX sessions_by_identity ON sessions (identity_id);
COMMENT ON COLUMN sessions.tenant_id IS 'the only tenant it opens: its link''s, or its tenant''s provider''s; null: each in which the nation''s word was accepted';
COMMENT ON COLUMN sessions.identity_id IS 'by which identity it began, and with which it ends; null: by a link';
COMMENT ON COLUMN sessions.idle_minutes IS 'unused for so long it has ended; null: it may lie idle until expires_at, as a link''s, whose person can''t come back by themselves';

-- ── Rights and policies ──────────────────────────────────────────────────────────────────────────────────────────────
GRANT SELECT (tenant_id, issuer, client_id, audience, version, has_secret), INSERT, UPDATE (issuer, client_id, client_secret, audience, version)
  ON identity_providers TO centrum_tenant;
GRANT SELECT ON identity_providers TO centrum_platform;
GRANT SELECT, INSERT, UPDATE (ended_at) ON identities TO centrum_platform;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY '{identity_providers,identities}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
  END LOOP;
  CREATE POLICY tenant ON identity_providers TO centrum_tenant
    USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id())));
  CREATE POLICY platform_finds ON identity_providers FOR SELECT TO centrum_platform USING (true);
  CREATE POLICY platform ON identities TO centrum_platform USING (true);
END $$;
