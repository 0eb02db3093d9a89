-- Who wants to be written to about what they are told of cases: how often, and when the next mail is due. What a mail says is
-- asked when it leaves, in the name of whom it is for; so nothing of a case is kept here, and no address.

CREATE TABLE notification_mails (
  tenant_id      uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  participant_id uuid NOT NULL,
  frequency      text NOT NULL CHECK (frequency IN ('AT_ONCE', 'DAILY')),
  language       text NOT NULL CHECK (language IN ('cs', 'en')),
  secret         text NOT NULL CHECK (length(secret) BETWEEN 1 AND 100),
  link_id        uuid NOT NULL,
  told_to        bigint NOT NULL CHECK (told_to >= 0),
  covers         bigint CHECK (covers > told_to),
  due_at         timestamptz,
  tries          integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
  PRIMARY KEY (tenant_id, participant_id),
  CONSTRAINT notification_mails_link UNIQUE (tenant_id, link_id),
  CONSTRAINT notification_mails_participant FOREIGN KEY (tenant_id, participant_id) REFERENCES participants (tenant_id, id));
CREATE INDEX notification_mails_by_turn ON notification_mails (due_at) WHERE due_at IS NOT NULL;
COMMENT ON TABLE  notification_mails IS 'tenant: who wants mails about what they are told of cases, and when one is due; each sets their own. Who has the link of a mail ends them, the worker says when';
COMMENT ON COLUMN notification_mails.secret IS 'in the link of each mail, and of no use but to end them; the worker reads it, and nobody else';
COMMENT ON COLUMN notification_mails.link_id IS 'made of the hash of the secret: who shows the link acts as this, and as no participant';
COMMENT ON COLUMN notification_mails.told_to IS 'the position of the event up to which they were written to';
COMMENT ON COLUMN notification_mails.covers IS 'up to which position the mail tells that is on its way; null: none is. A mail that is tried again tells of nothing later';
COMMENT ON COLUMN notification_mails.due_at IS 'when it is looked whether there is something to write; null: not before they are told something';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
GRANT SELECT (tenant_id, participant_id, frequency, language, due_at), INSERT, UPDATE (frequency, language, due_at), DELETE
  ON notification_mails TO centrum_tenant, centrum_member;
GRANT SELECT, UPDATE (told_to, covers, due_at, tries) ON notification_mails TO centrum_relay;

DO $$
DECLARE
  tenant text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  own    text := $p$participant_id = (SELECT current_setting('app.actor_id')::uuid)$p$;
  -- Who shows a link acts as the link.
  linked text := $p$link_id = (SELECT current_setting('app.actor_id')::uuid)$p$;
BEGIN
  ALTER TABLE notification_mails ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY owner_is_told ON notification_mails TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean);
  EXECUTE format('CREATE POLICY tenant ON notification_mails TO centrum_tenant, centrum_member USING (%s)', tenant);
  EXECUTE format('CREATE POLICY own ON notification_mails AS RESTRICTIVE TO centrum_member USING (%s)', own);
  EXECUTE format('CREATE POLICY own_or_linked ON notification_mails AS RESTRICTIVE TO centrum_tenant USING (%s OR %s) WITH CHECK (%s)', own, linked, own);
  CREATE POLICY worker_sends ON notification_mails TO centrum_relay USING (true);
END $$;
