-- Files that hang on cases. Their bytes are in an object store under tenant and id; here is whose they are and what they must be.

-- An address that somebody may send a file to, once. There is a row before there is any object, and until the attachment's row
-- takes its place: an object that neither table knows is nobody's, and the worker deletes it.
CREATE TABLE uploads (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id              uuid NOT NULL,
  request_id      uuid NOT NULL,
  member_id       uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  participant_id  uuid NOT NULL,
  name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND name !~ '[/\\[:cntrl:]]'),
  media_type      text NOT NULL CHECK (length(media_type) BETWEEN 3 AND 100),
  size_bytes      bigint NOT NULL CHECK (size_bytes BETWEEN 1 AND 1073741824),
  sha256          bytea NOT NULL CHECK (length(sha256) = 32),
  prepared_at     timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL CHECK (expires_at > prepared_at),
  begun_at        timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT uploads_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE,
  CONSTRAINT uploads_by FOREIGN KEY (tenant_id, participant_id) REFERENCES participants (tenant_id, id));
CREATE INDEX uploads_by_request ON uploads (tenant_id, request_id);
CREATE INDEX uploads_by_person  ON uploads (tenant_id, participant_id);
CREATE INDEX uploads_by_end     ON uploads (tenant_id, expires_at);
COMMENT ON TABLE  uploads IS 'member: files that are announced and not here yet; each person sees their own alone';
COMMENT ON COLUMN uploads.id IS 'also the attachment''s, and the object''s name in the store';
COMMENT ON COLUMN uploads.media_type IS 'by the name''s ending, from our list';
COMMENT ON COLUMN uploads.size_bytes IS 'what was announced, as the hash: a body that differs is refused';
COMMENT ON COLUMN uploads.expires_at IS 'until when sending may begin';
COMMENT ON COLUMN uploads.begun_at IS 'when sending began: an address is used once';

CREATE TABLE attachments (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id              uuid NOT NULL,
  request_id      uuid NOT NULL,
  member_id       uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND name !~ '[/\\[:cntrl:]]'),
  media_type      text NOT NULL CHECK (length(media_type) BETWEEN 3 AND 100),
  size_bytes      bigint NOT NULL CHECK (size_bytes BETWEEN 1 AND 1073741824),
  sha256          bytea NOT NULL CHECK (length(sha256) = 32),
  attached_by     uuid NOT NULL,
  attached_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT attachments_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE,
  CONSTRAINT attachments_by FOREIGN KEY (tenant_id, attached_by) REFERENCES participants (tenant_id, id));
CREATE INDEX attachments_by_request ON attachments (tenant_id, request_id, id);
COMMENT ON TABLE  attachments IS 'member: files of cases, labelled as the case; the bytes are in the object store, whole and checked before this row is written';
COMMENT ON COLUMN attachments.id IS 'also the object''s name in the store, under the tenant''s';
COMMENT ON COLUMN attachments.media_type IS 'by the name''s ending, from our list';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
GRANT SELECT, INSERT, UPDATE (begun_at), DELETE ON uploads TO centrum_tenant, centrum_member;
GRANT SELECT, INSERT, DELETE ON attachments TO centrum_tenant, centrum_member;
-- The worker sees which objects are somebody's, and nothing of what they are.
GRANT SELECT (tenant_id, id, expires_at), DELETE ON uploads TO centrum_relay;
GRANT SELECT (tenant_id, id) ON attachments TO centrum_relay;

DO $$
DECLARE
  entered text := $p$tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  tenant  text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  mine    text := $p$member_id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[])$p$;
  cleared text := $p$secrecy = ANY ((SELECT current_setting('app.clearances')::text[])::text[])$p$;
  actor   text := $p$(SELECT current_setting('app.actor_id')::uuid)$p$;
  t text;
BEGIN
  FOREACH t IN ARRAY '{uploads,attachments}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant, centrum_member USING (%s)', t, tenant);
    EXECUTE format('CREATE POLICY relay ON %I TO centrum_relay USING (%s)', t, entered);
    EXECUTE format('CREATE POLICY reach ON %I AS RESTRICTIVE TO centrum_member USING (%s)', t, mine);
    -- Written too: a file is attached by who can read the case.
    EXECUTE format('CREATE POLICY secrecy ON %I AS RESTRICTIVE TO centrum_tenant USING (%s)', t, cleared);
    EXECUTE format('CREATE POLICY shown ON %I AS RESTRICTIVE TO centrum_member USING (shown_to_member)', t);
  END LOOP;
  -- The address is bound to who asked for it.
  EXECUTE format('CREATE POLICY own ON uploads AS RESTRICTIVE TO centrum_tenant, centrum_member USING (participant_id = %s)', actor);
  -- Nobody attaches in another's name; a municipality takes away what the same person attached.
  EXECUTE format('CREATE POLICY in_own_name ON attachments AS RESTRICTIVE FOR INSERT TO centrum_tenant, centrum_member WITH CHECK (attached_by = %s)', actor);
  EXECUTE format('CREATE POLICY takes_away_own ON attachments AS RESTRICTIVE FOR DELETE TO centrum_member USING (attached_by = %s)', actor);
END $$;
