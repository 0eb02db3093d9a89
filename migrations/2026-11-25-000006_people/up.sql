-- People: who lets whom in, by which rules, and how they sign in.
--
-- The rules of granting are constraints and policies, so that no forgotten check bends them. Transactions of staff and of the
-- nation say who acts: app.actor_id is their participant, or the nil uuid where the system itself acts (a job, the first
-- administrator of a new tenant).

-- ── Who holds a national grant ───────────────────────────────────────────────────────────────────────────────────────
-- A tenant can't read the nation's grants, and yet must know: a grant names the person's standing, and the foreign key,
-- which passes policies by, keeps the name true, also later.
ALTER TABLE people ADD is_national boolean NOT NULL DEFAULT false, ADD CONSTRAINT people_standing UNIQUE (id, is_national);
COMMENT ON COLUMN people.is_national IS 'holds, or will hold, a grant of the nation: then a tenant''s grant needs its chair''s confirmation';

ALTER TABLE grants
  ADD granted_by         uuid,
  ADD ended_at           timestamptz CHECK (ended_at >= valid_from),
  ADD ended_by           uuid,
  ADD person_is_national boolean NOT NULL DEFAULT false,
  ADD is_open_admin      boolean GENERATED ALWAYS AS (role IN ('TENANT_ADMIN', 'NATIONAL_COORDINATOR') AND scope = 'TENANT'
    AND valid_until IS NULL AND ended_at IS NULL) STORED,
  ADD CONSTRAINT grants_standing FOREIGN KEY (person_id, person_is_national) REFERENCES people (id, is_national) ON UPDATE CASCADE,
  ADD CONSTRAINT grants_granted_by FOREIGN KEY (tenant_id, granted_by) REFERENCES participants (tenant_id, id),
  ADD CONSTRAINT grants_ended_by FOREIGN KEY (tenant_id, ended_by) REFERENCES participants (tenant_id, id),
  ADD CONSTRAINT nobody_grants_themselves CHECK (granted_by <> participant_id),
  ADD CONSTRAINT who_ends_it_says_when CHECK (ended_by IS NULL OR ended_at IS NOT NULL),
  ADD CONSTRAINT grants_open_admin UNIQUE (tenant_id, id, is_open_admin),
  ADD CONSTRAINT grants_holder UNIQUE (tenant_id, id, participant_id),
  ADD CONSTRAINT grants_held_role UNIQUE (tenant_id, id, participant_id, role);
COMMENT ON COLUMN grants.valid_until IS 'until when it was given; from this instant it counts no more; null: open';
COMMENT ON COLUMN grants.granted_by IS 'null: the system, for a tenant''s first administrator and the demo';
COMMENT ON COLUMN grants.ended_at IS 'from this instant it was taken away; it isn''t given back, but granted anew';
COMMENT ON COLUMN grants.ended_by IS 'null: nobody took it, or the system';
COMMENT ON COLUMN grants.person_is_national IS 'kept equal to the person''s by the foreign key; true: in a tenant it counts only once the chair has confirmed it';
COMMENT ON COLUMN grants.is_open_admin IS 'may stand for "there is somebody who administers this tenant"';

-- ── Confirmations ────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE grant_confirmations (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  grant_id        uuid NOT NULL,
  participant_id  uuid NOT NULL,
  confirmed_by    uuid CHECK (confirmed_by <> participant_id),
  confirmed_under uuid CHECK ((confirmed_under IS NULL) = (confirmed_by IS NULL)),
  confirmer_role  text NOT NULL DEFAULT 'ASSOCIATION_CHAIR' CHECK (confirmer_role = 'ASSOCIATION_CHAIR'),
  confirmed_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, grant_id),
  CONSTRAINT grant_confirmations_grant FOREIGN KEY (tenant_id, grant_id, participant_id) REFERENCES grants (tenant_id, id, participant_id),
  CONSTRAINT grant_confirmations_chair FOREIGN KEY (tenant_id, confirmed_under, confirmed_by, confirmer_role)
    REFERENCES grants (tenant_id, id, participant_id, role));
COMMENT ON TABLE  grant_confirmations IS 'tenant: a grant that needs the chair''s word counts from its row here on: one with clearance for the data protection officer''s files, or to who holds a national grant';
COMMENT ON COLUMN grant_confirmations.participant_id IS 'who was granted it; nobody confirms themselves';
COMMENT ON COLUMN grant_confirmations.confirmed_by IS 'the chair; null: the system, for the demo and for what is older than the rule';
COMMENT ON COLUMN grant_confirmations.confirmed_under IS 'the confirmer''s own grant as chair';

-- ── Somebody always administers ──────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE standing_admins (
  tenant_id     uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  grant_id      uuid NOT NULL,
  is_open_admin boolean NOT NULL DEFAULT true CHECK (is_open_admin),
  PRIMARY KEY (tenant_id),
  CONSTRAINT the_last_admin_stays FOREIGN KEY (tenant_id, grant_id, is_open_admin) REFERENCES grants (tenant_id, id, is_open_admin));
COMMENT ON TABLE  standing_admins IS 'tenant: one administrator''s open grant, which can''t end until another''s stands here: so there is always one (in the nation: a coordinator)';

-- ── Signing in: links, sessions, tokens ──────────────────────────────────────────────────────────────────────────────
CREATE TABLE sign_in_links (
  id         uuid PRIMARY KEY,
  person_id  uuid NOT NULL REFERENCES people,
  tenant_id  uuid NOT NULL REFERENCES tenants,
  hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  made_at    timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
  used_at    timestamptz CHECK (used_at >= made_at));
CREATE INDEX sign_in_links_by_person ON sign_in_links (person_id, tenant_id);
COMMENT ON TABLE  sign_in_links IS 'platform: handed over by who invites, and used once. It opens the inviting tenant only: who invites a person holds the link, and must not get into their other tenants';
COMMENT ON COLUMN sign_in_links.hash IS 'SHA-256 of the secret, which is 256 random bits';

CREATE TABLE sessions (
  id           uuid PRIMARY KEY,
  person_id    uuid NOT NULL REFERENCES people,
  tenant_id    uuid NOT NULL REFERENCES tenants,
  hash         bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  began_at     timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL CHECK (expires_at > began_at),
  ended_at     timestamptz CHECK (ended_at >= began_at),
  last_used_at timestamptz);
CREATE INDEX sessions_by_person ON sessions (person_id, id);
COMMENT ON TABLE  sessions IS 'platform: a browser that signed in; its cookie is kept as a hash';
COMMENT ON COLUMN sessions.tenant_id IS 'the tenant of the link it began with, the only one it opens';
COMMENT ON COLUMN sessions.last_used_at IS 'noted once a minute at most';

ALTER TABLE api_tokens
  ADD permissions  text[] CHECK (cardinality(permissions) BETWEEN 1 AND 200),
  ADD lineage      uuid[] NOT NULL DEFAULT '{}',
  ADD last_used_at timestamptz;
COMMENT ON COLUMN api_tokens.permissions IS 'the most it may do; null: all that its person may. What its person may no longer do, it may not either';
COMMENT ON COLUMN api_tokens.lineage IS 'the token it was made with, that one''s, and so on: it ends with each of them';
COMMENT ON COLUMN api_tokens.last_used_at IS 'noted once a minute at most';

-- ── Settings, support access, notifications ──────────────────────────────────────────────────────────────────────────
CREATE TABLE tenant_settings (
  tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  key       text NOT NULL CHECK (key ~ '^[a-z_]+(\.[a-z_]+)*$' AND length(key) <= 60),
  value     jsonb NOT NULL CHECK (length(value::text) <= 10000),
  version   integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (tenant_id, key));
COMMENT ON TABLE  tenant_settings IS 'tenant: where this tenant differs from a setting''s default; which keys there are is said in code';

CREATE TABLE support_accesses (
  tenant_id    uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id           uuid NOT NULL,
  person_id    uuid NOT NULL REFERENCES people,
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 200),
  reason       text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  minutes      integer NOT NULL CHECK (minutes BETWEEN 1 AND 60),
  opened_at    timestamptz NOT NULL,
  approved_at  timestamptz CHECK (approved_at >= opened_at),
  approved_by  uuid,
  valid_until  timestamptz CHECK (valid_until <= approved_at + interval '60 minutes'),
  ended_at     timestamptz CHECK (ended_at >= opened_at),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT support_accesses_approved_by FOREIGN KEY (tenant_id, approved_by) REFERENCES participants (tenant_id, id),
  CONSTRAINT approved_until_a_time CHECK ((approved_at IS NULL) = (valid_until IS NULL)),
  CONSTRAINT who_approves_says_when CHECK (approved_by IS NULL OR approved_at IS NOT NULL));
CREATE INDEX support_accesses_by_person ON support_accesses (person_id);
CREATE UNIQUE INDEX one_support_access_at_a_time ON support_accesses (tenant_id, person_id) WHERE ended_at IS NULL;
COMMENT ON TABLE  support_accesses IS 'tenant: the nation''s people who ask to look into this tenant, why, and until when they may';
COMMENT ON COLUMN support_accesses.display_name IS 'as the nation calls them';
COMMENT ON COLUMN support_accesses.approved_by IS 'null though approved: at once, by the tenant''s setting';
COMMENT ON COLUMN support_accesses.ended_at IS 'refused, or ended before its time, by either side; or seen to be over when the next was asked for';

CREATE TABLE notifications (
  tenant_id      uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id             uuid NOT NULL,
  participant_id uuid NOT NULL,
  at             timestamptz NOT NULL,
  kind           text NOT NULL CHECK (kind ~ '^[a-z_]+\.[a-z_]+$' AND length(kind) <= 60),
  subject        text NOT NULL CHECK (length(subject) BETWEEN 1 AND 100),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT notifications_participant FOREIGN KEY (tenant_id, participant_id) REFERENCES participants (tenant_id, id));
CREATE INDEX notifications_by_participant ON notifications (tenant_id, participant_id, id);
COMMENT ON TABLE  notifications IS 'tenant: what somebody must be told; only they read it';
COMMENT ON COLUMN notifications.kind IS 'the event''s, e.g. role.granted';
COMMENT ON COLUMN notifications.subject IS 'the event''s: an id as clients see it';

CREATE INDEX events_by_kind ON events (tenant_id, kind, id);

-- ── What was there before the rules ──────────────────────────────────────────────────────────────────────────────────
ALTER TABLE people NO FORCE ROW LEVEL SECURITY;
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;
UPDATE people SET is_national = true WHERE id IN (SELECT person_id FROM grants WHERE tenant_id = nation_id());
INSERT INTO grant_confirmations (tenant_id, grant_id, participant_id, confirmed_at)
  SELECT tenant_id, id, participant_id, valid_from FROM grants
  WHERE role = 'DATA_PROTECTION_OFFICER' OR (person_is_national AND tenant_id <> nation_id());
INSERT INTO standing_admins (tenant_id, grant_id)
  SELECT DISTINCT ON (tenant_id) tenant_id, id FROM grants WHERE is_open_admin ORDER BY tenant_id, id;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;

-- ── Rights ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Of a grant only its end can be written, once; of a participant the name.
REVOKE UPDATE ON grants, participants FROM centrum_tenant, centrum_nation;
GRANT UPDATE (ended_at, ended_by) ON grants TO centrum_tenant, centrum_nation;
GRANT UPDATE (display_name) ON participants TO centrum_tenant, centrum_nation;
GRANT SELECT, INSERT ON grant_confirmations, notifications TO centrum_tenant;
GRANT SELECT, INSERT, UPDATE (grant_id) ON standing_admins TO centrum_tenant, centrum_nation;
GRANT SELECT, INSERT, UPDATE (value, version) ON tenant_settings TO centrum_tenant;
GRANT SELECT, INSERT, UPDATE (approved_at, approved_by, valid_until, ended_at) ON support_accesses TO centrum_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_links, sessions TO centrum_platform;
GRANT SELECT ON grant_confirmations, support_accesses TO centrum_platform;
GRANT SELECT ON grant_confirmations TO centrum_nation, centrum_member;

-- ── Policies ─────────────────────────────────────────────────────────────────────────────────────────────────────────
DO $$
DECLARE
  tenant text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  nation text := $p$tenant_id = nation_id() AND tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  actor  text := $p$(SELECT current_setting('app.actor_id')::uuid)$p$;
  nobody text := $p$'00000000-0000-0000-0000-000000000000'::uuid$p$;
  person text := $p$person_id = (SELECT current_setting('app.person_id')::uuid)$p$;
  t text;
BEGIN
  FOREACH t IN ARRAY '{grant_confirmations,standing_admins,sign_in_links,sessions,tenant_settings,support_accesses,notifications}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
  END LOOP;
  FOREACH t IN ARRAY '{standing_admins,tenant_settings,support_accesses,notifications}'::text[] LOOP
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant USING (%s)', t, tenant);
  END LOOP;
  EXECUTE format('CREATE POLICY tenant ON grant_confirmations TO centrum_tenant, centrum_member USING (%s)', tenant);
  CREATE POLICY reach ON grant_confirmations AS RESTRICTIVE TO centrum_member
    USING (EXISTS (SELECT FROM grants g WHERE g.tenant_id = grant_confirmations.tenant_id AND g.id = grant_confirmations.grant_id));
  FOREACH t IN ARRAY '{grant_confirmations,standing_admins}'::text[] LOOP
    EXECUTE format('CREATE POLICY nation ON %I TO centrum_nation USING (%s)', t, nation);
  END LOOP;
  FOREACH t IN ARRAY '{sign_in_links,sessions}'::text[] LOOP
    EXECUTE format('CREATE POLICY platform ON %I TO centrum_platform USING (true)', t);
  END LOOP;
  EXECUTE format('CREATE POLICY platform_signs_in ON support_accesses FOR SELECT TO centrum_platform USING (%s)', person);
  CREATE POLICY platform_signs_in ON grant_confirmations FOR SELECT TO centrum_platform
    USING (EXISTS (SELECT FROM grants g WHERE g.tenant_id = grant_confirmations.tenant_id AND g.id = grant_confirmations.grant_id));

  -- Whoever acts signs with their own name; and what has ended stays ended.
  EXECUTE format('CREATE POLICY signed ON grants AS RESTRICTIVE FOR INSERT TO centrum_tenant, centrum_nation
    WITH CHECK (coalesce(granted_by, %s) = %s AND ended_at IS NULL)', nobody, actor);
  EXECUTE format('CREATE POLICY ended_once ON grants AS RESTRICTIVE FOR UPDATE TO centrum_tenant, centrum_nation
    USING (ended_at IS NULL) WITH CHECK (coalesce(ended_by, %s) = %s)', nobody, actor);
  EXECUTE format('CREATE POLICY signed ON grant_confirmations AS RESTRICTIVE FOR INSERT TO centrum_tenant
    WITH CHECK (coalesce(confirmed_by, %s) = %s)', nobody, actor);
  -- Support is asked for from outside: nobody of the tenant lets a stranger in under its name.
  EXECUTE format('CREATE POLICY asked_from_outside ON support_accesses AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (%s = %s)', nobody, actor);
  EXECUTE format('CREATE POLICY signed ON support_accesses AS RESTRICTIVE FOR UPDATE TO centrum_tenant
    USING (ended_at IS NULL) WITH CHECK (ended_at IS NOT NULL OR approved_by = %s)', actor);
  EXECUTE format('CREATE POLICY own ON notifications AS RESTRICTIVE TO centrum_tenant USING (participant_id = %s) WITH CHECK (true)', actor);
END $$;
