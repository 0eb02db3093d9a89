-- A person is told what concerns them: who watches a case, and what of it somebody was told. No text of the case is in it.

CREATE TABLE request_watchers (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id              uuid NOT NULL,
  request_id      uuid NOT NULL,
  member_id       uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  participant_id  uuid NOT NULL,
  since           timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT request_watchers_once UNIQUE (tenant_id, request_id, participant_id),
  CONSTRAINT request_watchers_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE,
  CONSTRAINT request_watchers_participant FOREIGN KEY (tenant_id, participant_id) REFERENCES participants (tenant_id, id));
CREATE INDEX request_watchers_by_request ON request_watchers (tenant_id, request_id, id);
COMMENT ON TABLE  request_watchers IS 'member: who wants to be told of a case that they may read, labelled as the case; each begins and ends it for themselves';

-- Made in the transaction that gives the event its position: there is one for each person whom the event concerns, or none.
CREATE TABLE request_notifications (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id              uuid NOT NULL,
  participant_id  uuid NOT NULL,
  position        bigint NOT NULL,
  request_id      uuid NOT NULL,
  member_id       uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  is_internal     boolean NOT NULL,
  kind            text NOT NULL CHECK (kind ~ '^request\.[a-z_]+$' AND length(kind) <= 60),
  happened_at     timestamptz NOT NULL,
  seen_at         timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT request_notifications_once UNIQUE (tenant_id, participant_id, position),
  CONSTRAINT request_notifications_event FOREIGN KEY (tenant_id, position) REFERENCES stream (tenant_id, position),
  CONSTRAINT request_notifications_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE,
  CONSTRAINT request_notifications_participant FOREIGN KEY (tenant_id, participant_id) REFERENCES participants (tenant_id, id));
CREATE INDEX request_notifications_by_request ON request_notifications (tenant_id, request_id);
CREATE INDEX request_notifications_unseen ON request_notifications (tenant_id, participant_id, position) WHERE seen_at IS NULL;
CREATE INDEX request_notifications_by_age ON request_notifications (tenant_id, happened_at);
COMMENT ON TABLE  request_notifications IS 'member: what somebody was told of a case, labelled as the case, so that who may not read it any more isn''t told; each person sees their own alone. The worker writes them, and deletes what is a year old';
COMMENT ON COLUMN request_notifications.position IS 'of the event in the tenant''s stream: of one event nobody is told twice';
COMMENT ON COLUMN request_notifications.is_internal IS 'as the event''s: the staff''s own';
COMMENT ON COLUMN request_notifications.kind IS 'the event''s, e.g. request.closed';
COMMENT ON COLUMN request_notifications.seen_at IS 'when its person said that they have seen it; null: not yet';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
GRANT SELECT, INSERT, DELETE ON request_watchers TO centrum_tenant, centrum_member;
GRANT SELECT, UPDATE (seen_at) ON request_notifications TO centrum_tenant, centrum_member;
-- The worker finds out whom an event concerns: who watches the case, and who acts for its municipality. Who has it the event says.
GRANT SELECT ON request_watchers, grants, grant_confirmations TO centrum_relay;
GRANT SELECT (tenant_id, happened_at), INSERT, DELETE ON request_notifications TO centrum_relay;

DO $$
DECLARE
  entered text := $p$tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  tenant  text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  mine    text := $p$member_id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[])$p$;
  cleared text := $p$secrecy = ANY ((SELECT current_setting('app.clearances')::text[])::text[])$p$;
  own     text := $p$participant_id = (SELECT current_setting('app.actor_id')::uuid)$p$;
  t text;
BEGIN
  FOREACH t IN ARRAY '{request_watchers,request_notifications}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant, centrum_member USING (%s)', t, tenant);
    EXECUTE format('CREATE POLICY reach ON %I AS RESTRICTIVE TO centrum_member USING (%s)', t, mine);
    EXECUTE format('CREATE POLICY secrecy ON %I AS RESTRICTIVE TO centrum_tenant USING (%s)', t, cleared);
    EXECUTE format('CREATE POLICY shown ON %I AS RESTRICTIVE TO centrum_member USING (shown_to_member)', t);
  END LOOP;
  FOREACH t IN ARRAY '{request_watchers,grants,grant_confirmations}'::text[] LOOP
    EXECUTE format('CREATE POLICY relay ON %I FOR SELECT TO centrum_relay USING (%s)', t, entered);
  END LOOP;
  EXECUTE format('CREATE POLICY relay ON request_notifications TO centrum_relay USING (%s)', entered);
  -- Nobody lets another watch, or takes their watching away.
  EXECUTE format('CREATE POLICY watches_oneself ON request_watchers AS RESTRICTIVE FOR INSERT TO centrum_tenant, centrum_member WITH CHECK (%s)', own);
  EXECUTE format('CREATE POLICY unwatches_oneself ON request_watchers AS RESTRICTIVE FOR DELETE TO centrum_tenant, centrum_member USING (%s)', own);
  EXECUTE format('CREATE POLICY own ON request_notifications AS RESTRICTIVE TO centrum_tenant, centrum_member USING (%s)', own);
  CREATE POLICY not_internal ON request_notifications AS RESTRICTIVE TO centrum_member USING (NOT is_internal);
END $$;
