-- The citizens' intake. What a stranger hands in by the public form is written by a role that can insert it and see nothing at
-- all; who has its link finds it, and nothing beside it; once the address is confirmed, it is a case.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'centrum_intake') THEN
    RAISE EXCEPTION 'the role centrum_intake is missing: run `centrum bootstrap --keep-passwords` of this version first, then migrate again';
  END IF;
END $$;

-- A citizen's case by the form was written down by nobody of the tenant.
ALTER TABLE requests ALTER COLUMN opened_by DROP NOT NULL,
  ADD CONSTRAINT nobody_only_for_a_citizen CHECK (opened_by IS NOT NULL OR (requester_kind = 'CITIZEN' AND channel IS NOT DISTINCT FROM 'WEB')),
  ADD COLUMN requester_email text CHECK (length(requester_email) BETWEEN 3 AND 254),
  ADD CONSTRAINT only_a_citizen_left_an_address CHECK (requester_email IS NULL OR requester_kind = 'CITIZEN');
COMMENT ON COLUMN requests.opened_by IS 'null: the citizen, by the public form';
COMMENT ON COLUMN requests.requester_email IS 'of a citizen who asked by the public form, confirmed by them; null: it came otherwise';

CREATE TABLE intake_submissions (
  tenant_id         uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id                uuid NOT NULL,
  hash              bytea NOT NULL CHECK (length(hash) = 32),
  name              text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  email             text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  service_code      text NOT NULL REFERENCES services,
  title             text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  description       text NOT NULL CHECK (length(description) BETWEEN 1 AND 10000),
  municipality_code text REFERENCES municipalities,
  shown_to_member   boolean NOT NULL,
  language          text NOT NULL CHECK (language IN ('cs', 'en')),
  notice            text NOT NULL CHECK (length(notice) BETWEEN 1 AND 20000),
  notice_version    text NOT NULL CHECK (notice_version ~ '^[0-9a-f]{16}$'),
  submitted_at      timestamptz NOT NULL,
  expires_at        timestamptz NOT NULL CHECK (expires_at > submitted_at),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT intake_submissions_hash UNIQUE (tenant_id, hash),
  CONSTRAINT shown_to_some_municipality CHECK (NOT shown_to_member OR municipality_code IS NOT NULL));
CREATE INDEX intake_submissions_by_end ON intake_submissions (tenant_id, expires_at);
COMMENT ON TABLE  intake_submissions IS 'tenant: what strangers handed in by the public form and haven''t confirmed; the intake inserts and sees nothing, the staff''s role reaches the one whose link it is shown, the worker deletes what is too old';
COMMENT ON COLUMN intake_submissions.hash IS 'of the secret in the link that was sent to the address';
COMMENT ON COLUMN intake_submissions.shown_to_member IS 'whether the citizen wants their municipality to see the case';
COMMENT ON COLUMN intake_submissions.notice IS 'the privacy notice as it was shown to them (Art. 13 GDPR)';
COMMENT ON COLUMN intake_submissions.notice_version IS 'the beginning of the notice''s SHA-256: another text is another version';
COMMENT ON COLUMN intake_submissions.expires_at IS 'from then on nobody can confirm it, and the worker deletes it';

CREATE TABLE intake_tickets (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  request_id      uuid NOT NULL,
  member_id       uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  hash            bytea NOT NULL CHECK (length(hash) = 32),
  notice          text NOT NULL CHECK (length(notice) BETWEEN 1 AND 20000),
  notice_version  text NOT NULL CHECK (notice_version ~ '^[0-9a-f]{16}$'),
  submitted_at    timestamptz NOT NULL,
  confirmed_at    timestamptz NOT NULL CHECK (confirmed_at >= submitted_at),
  PRIMARY KEY (tenant_id, request_id),
  CONSTRAINT intake_tickets_hash UNIQUE (tenant_id, hash),
  CONSTRAINT intake_tickets_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE);
COMMENT ON TABLE  intake_tickets IS 'member: by what link a citizen sees where their case stands, and which privacy notice they were shown; labelled as the case. Reached by the hash of the link and not otherwise';
COMMENT ON COLUMN intake_tickets.hash IS 'of the secret in the link, which is the one that was confirmed by';

CREATE TABLE intake_mails (
  tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id        uuid NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('CONFIRM', 'OPENED')),
  address   text NOT NULL CHECK (length(address) BETWEEN 3 AND 254),
  language  text NOT NULL CHECK (language IN ('cs', 'en')),
  centre    text NOT NULL CHECK (length(centre) BETWEEN 1 AND 300),
  link      text NOT NULL CHECK (length(link) BETWEEN 1 AND 500),
  number    text CHECK (length(number) BETWEEN 1 AND 30),
  made_at   timestamptz NOT NULL,
  due_at    timestamptz NOT NULL,
  tries     integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT what_is_opened_has_a_number CHECK ((kind = 'OPENED') = (number IS NOT NULL)));
CREATE INDEX intake_mails_by_turn ON intake_mails (due_at);
COMMENT ON TABLE  intake_mails IS 'queue: mails to citizens that are to be sent; the intake and the desk insert, the worker sends and deletes. A row is gone once the mail is out, or after two days';
COMMENT ON COLUMN intake_mails.id IS 'also in the mail''s Message-ID, so that one that is sent twice can be known';
COMMENT ON COLUMN intake_mails.link IS 'with its secret, which stands nowhere else';
COMMENT ON COLUMN intake_mails.due_at IS 'when it is tried next; who takes it says when that is, should they not come to its end';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
GRANT INSERT ON intake_submissions, intake_mails TO centrum_intake;
GRANT SELECT, DELETE ON intake_submissions TO centrum_tenant;
GRANT SELECT, INSERT ON intake_tickets TO centrum_tenant;
GRANT INSERT ON intake_mails TO centrum_tenant;
GRANT SELECT (tenant_id, id, expires_at), DELETE ON intake_submissions TO centrum_relay;
GRANT SELECT, UPDATE (due_at, tries), DELETE ON intake_mails TO centrum_relay;

DO $$
DECLARE
  entered text := $p$tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  tenant  text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  mine    text := $p$member_id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[])$p$;
  cleared text := $p$secrecy = ANY ((SELECT current_setting('app.clearances')::text[])::text[])$p$;
  -- Nobody of the staff has this setting: only who was shown the link.
  linked  text := $p$hash = (SELECT current_setting('app.ticket_hash')::bytea)$p$;
  t text;
BEGIN
  FOREACH t IN ARRAY '{intake_submissions,intake_tickets,intake_mails}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
  END LOOP;
  FOREACH t IN ARRAY '{intake_submissions,intake_mails}'::text[] LOOP
    EXECUTE format('CREATE POLICY intake ON %I FOR INSERT TO centrum_intake WITH CHECK (%s)', t, tenant);
  END LOOP;
  FOREACH t IN ARRAY '{intake_submissions,intake_tickets}'::text[] LOOP
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant USING (%s)', t, tenant);
    EXECUTE format('CREATE POLICY linked ON %I AS RESTRICTIVE TO centrum_tenant USING (%s)', t, linked);
  END LOOP;
  EXECUTE format('CREATE POLICY secrecy ON intake_tickets AS RESTRICTIVE TO centrum_tenant USING (%s)', cleared);
  EXECUTE format('CREATE POLICY reach ON intake_tickets AS RESTRICTIVE TO centrum_member USING (%s)', mine);
  EXECUTE format('CREATE POLICY tenant ON intake_mails FOR INSERT TO centrum_tenant WITH CHECK (%s)', tenant);
  EXECUTE format('CREATE POLICY relay ON intake_submissions TO centrum_relay USING (%s)', entered);
  CREATE POLICY worker_sends ON intake_mails TO centrum_relay USING (true);
  -- A municipality writes no case down in nobody's name.
  CREATE POLICY by_somebody ON requests AS RESTRICTIVE FOR INSERT TO centrum_member WITH CHECK (opened_by IS NOT NULL);
END $$;
