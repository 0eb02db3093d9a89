-- The activity, which is the counted unit of a centre's work; what of it is whose; and the rates that benefits are computed with.

-- ── Rates ────────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE benefit_rates (
  kind           text NOT NULL CHECK (kind IN ('MUNICIPAL_HOUR', 'CENTRE_HOUR')),
  valid_from     date NOT NULL,
  haler_per_hour integer NOT NULL CHECK (haler_per_hour BETWEEN 1 AND 10000000),
  source         text NOT NULL CHECK (length(source) BETWEEN 1 AND 500),
  PRIMARY KEY (kind, valid_from));
COMMENT ON TABLE  benefit_rates IS 'shared: what an hour costs, by the day from which it counts';
COMMENT ON COLUMN benefit_rates.kind IS 'MUNICIPAL_HOUR: of a mayor or clerk of a municipality; CENTRE_HOUR: of the centre''s staff, with overhead';
COMMENT ON COLUMN benefit_rates.valid_from IS 'until the next one of the kind';
-- Before row level security binds the owner.
INSERT INTO benefit_rates VALUES
  ('MUNICIPAL_HOUR', '2017-01-01', 18600, 'Sdružení obcí Sedlčanska, analýza přínosů 2017: average hour of full-time and part-time mayors'),
  ('CENTRE_HOUR',    '2017-01-01', 13700, 'Sdružení obcí Sedlčanska, analýza přínosů 2017: 127 CZK wage and about 10 CZK overhead');

-- ── Activities and their shares ──────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE activity_counters (
  tenant_id   uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  year        integer NOT NULL CHECK (year BETWEEN 2000 AND 2200),
  last_number integer NOT NULL CHECK (last_number > 0),
  PRIMARY KEY (tenant_id, year));
COMMENT ON TABLE activity_counters IS 'tenant: the series of activity numbers, without gaps, by year';

-- An activity is of several members at once, so its label has no member: that is said by its shares, which carry the rest of
-- the label. Its secrecy is the stricter one of its service's and its request's, and both are generated here: relabelling a
-- case relabels the work on it and the shares of that work in the same statement. Two different closed ones make DPO.
CREATE TABLE activities (
  tenant_id               uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id                      uuid NOT NULL,
  service_secrecy         text NOT NULL CHECK (service_secrecy IN ('OPEN', 'CONFIDENTIAL', 'DPO')),
  request_id              uuid,
  request_member_id       uuid,
  request_secrecy         text,
  request_shown_to_member boolean,
  secrecy                 text NOT NULL GENERATED ALWAYS AS (CASE
    WHEN request_secrecy IS NULL OR request_secrecy IN ('OPEN', service_secrecy) THEN service_secrecy
    WHEN service_secrecy = 'OPEN' THEN request_secrecy
    ELSE 'DPO' END) STORED,
  shown_to_member         boolean NOT NULL GENERATED ALWAYS AS (coalesce(request_shown_to_member, true)) STORED,
  year                    integer NOT NULL,
  number                  integer NOT NULL CHECK (number > 0),
  service_code            text NOT NULL REFERENCES services,
  competence              text NOT NULL CHECK (competence IN ('OWN', 'DELEGATED')),
  performed_on            date NOT NULL,
  performed_by            uuid NOT NULL,
  minutes                 integer NOT NULL CHECK (minutes BETWEEN 1 AND 100000),
  output                  text NOT NULL CHECK (length(output) <= 2000),
  share_count             integer NOT NULL CHECK (share_count BETWEEN 1 AND 50),
  method                  text CHECK (method IN ('AVOIDED_HOURS', 'MARKET_PRICE', 'JOINT_PURCHASE', 'GRANT_WON', 'SANCTION_AVOIDED')),
  method_version          integer CHECK (method_version > 0),
  inputs                  jsonb,
  saved_haler             bigint CHECK (abs(saved_haler) <= 1000000000000),
  brought_in_haler        bigint CHECK (abs(brought_in_haler) <= 1000000000000),
  recorded_at             timestamptz NOT NULL,
  recorded_by             uuid NOT NULL,
  version                 integer NOT NULL DEFAULT 1 CHECK (version > 0),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, year, number),
  CONSTRAINT activities_label UNIQUE (tenant_id, id, secrecy, shown_to_member, performed_on),
  CONSTRAINT activities_request FOREIGN KEY (tenant_id, request_id, request_member_id, request_secrecy, request_shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE,
  CONSTRAINT activities_performed_by FOREIGN KEY (tenant_id, performed_by) REFERENCES participants (tenant_id, id),
  CONSTRAINT activities_recorded_by FOREIGN KEY (tenant_id, recorded_by) REFERENCES participants (tenant_id, id),
  CONSTRAINT a_request_with_its_whole_label CHECK
    (num_nonnulls(request_id, request_member_id, request_secrecy, request_shown_to_member) IN (0, 4)),
  CONSTRAINT a_benefit_with_its_method CHECK (CASE
    WHEN method IS NULL THEN num_nonnulls(method_version, inputs, saved_haler, brought_in_haler) = 0
    ELSE num_nonnulls(method_version, inputs) = 2 AND num_nonnulls(saved_haler, brought_in_haler) > 0 END));
CREATE INDEX activities_by_day       ON activities (tenant_id, performed_on DESC, id DESC);
CREATE INDEX activities_by_recording ON activities (tenant_id, recorded_at DESC, id DESC);
CREATE INDEX activities_by_service   ON activities (tenant_id, service_code, performed_on DESC, id DESC);
CREATE INDEX activities_by_performer ON activities (tenant_id, performed_by, performed_on DESC, id DESC);
CREATE INDEX activities_by_request   ON activities (tenant_id, request_id, id);
COMMENT ON TABLE  activities IS 'member, several at once: a mayor sees it through an own share only';
COMMENT ON COLUMN activities.service_secrecy IS 'of its service when it was recorded';
COMMENT ON COLUMN activities.request_member_id IS 'the label of its request, by cascade, as the next two';
COMMENT ON COLUMN activities.secrecy IS 'who of the staff reads it: the stricter one of the service''s and the request''s';
COMMENT ON COLUMN activities.shown_to_member IS 'whether its municipalities see their shares of it; false for work on a request that its municipality doesn''t see';
COMMENT ON COLUMN activities.year IS 'of the number series: the year of recording in Prague';
COMMENT ON COLUMN activities.share_count IS 'how many shares it has, so that who sees some knows that they aren''t all';
COMMENT ON COLUMN activities.method IS 'how its benefit was computed; null: it claims none';
COMMENT ON COLUMN activities.inputs IS 'all that the method needs, the rates and their day too: from this the same haléře come out for ever';
COMMENT ON COLUMN activities.saved_haler IS 'may be negative: it cost more than it saved. Never added to what was brought in';
COMMENT ON COLUMN activities.version IS 'grows with each correction';

CREATE TABLE activity_shares (
  tenant_id        uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid,
  activity_id      uuid NOT NULL,
  member_id        uuid NOT NULL,
  secrecy          text NOT NULL,
  shown_to_member  boolean NOT NULL,
  performed_on     date NOT NULL,
  weight           integer NOT NULL CHECK (weight BETWEEN 1 AND 1000000),
  minutes          bigint NOT NULL CHECK (minutes >= 0),
  saved_haler      bigint,
  brought_in_haler bigint,
  attested_by      uuid,
  attested_at      timestamptz,
  PRIMARY KEY (tenant_id, activity_id, member_id),
  CONSTRAINT activity_shares_label FOREIGN KEY (tenant_id, activity_id, secrecy, shown_to_member, performed_on)
    REFERENCES activities (tenant_id, id, secrecy, shown_to_member, performed_on) ON UPDATE CASCADE,
  CONSTRAINT activity_shares_member FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id),
  CONSTRAINT activity_shares_attested_by FOREIGN KEY (tenant_id, attested_by) REFERENCES participants (tenant_id, id),
  CONSTRAINT attested_by_somebody_at_some_time CHECK ((attested_by IS NULL) = (attested_at IS NULL)),
  CONSTRAINT only_a_benefit_is_attested CHECK (attested_at IS NULL OR num_nonnulls(saved_haler, brought_in_haler) > 0));
CREATE INDEX activity_shares_by_member ON activity_shares (tenant_id, member_id, performed_on DESC, activity_id DESC);
COMMENT ON TABLE  activity_shares IS 'member: labelled as its activity; carries the day as well, so that a mayor''s list is driven from here';
COMMENT ON COLUMN activity_shares.weight IS 'its part of the whole, beside the other shares'' weights';
COMMENT ON COLUMN activity_shares.minutes IS 'by largest remainder, as the next two: the shares of an activity add up to it exactly';
COMMENT ON COLUMN activity_shares.attested_by IS 'who says for the member that the benefit is so; a correction of it takes that back';

-- ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE rollup_daily
  ADD COLUMN activities       integer NOT NULL DEFAULT 0,
  ADD COLUMN minutes          bigint  NOT NULL DEFAULT 0,
  ADD COLUMN saved_haler      bigint  NOT NULL DEFAULT 0,
  ADD COLUMN brought_in_haler bigint  NOT NULL DEFAULT 0;
COMMENT ON COLUMN rollup_daily.activities IS 'by the day they were performed on, as minutes and benefit';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
GRANT SELECT ON benefit_rates TO centrum_tenant, centrum_member, centrum_nation, centrum_platform, centrum_relay;
GRANT INSERT, UPDATE, DELETE ON benefit_rates TO centrum_nation;
GRANT SELECT, INSERT, UPDATE (last_number) ON activity_counters TO centrum_tenant;
GRANT SELECT, INSERT, UPDATE ON activities TO centrum_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON activity_shares TO centrum_tenant;
-- A mayor attests, and changes nothing else: a share is visibility.
GRANT SELECT ON activities, activity_shares TO centrum_member;
GRANT UPDATE (attested_by, attested_at) ON activity_shares TO centrum_member;

DO $$
DECLARE
  tenant  text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  mine    text := $p$member_id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[])$p$;
  cleared text := $p$secrecy = ANY ((SELECT current_setting('app.clearances')::text[])::text[])$p$;
  t text;
BEGIN
  FOREACH t IN ARRAY '{benefit_rates,activity_counters,activities,activity_shares}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
  END LOOP;
  CREATE POLICY everybody_reads ON benefit_rates FOR SELECT USING (true);
  CREATE POLICY nation_writes ON benefit_rates TO centrum_nation USING (true);
  EXECUTE format('CREATE POLICY tenant ON activity_counters TO centrum_tenant USING (%s)', tenant);
  FOREACH t IN ARRAY '{activities,activity_shares}'::text[] LOOP
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant, centrum_member USING (%s)', t, tenant);
    -- Written too: nobody records into a secrecy that they can't read.
    EXECUTE format('CREATE POLICY secrecy ON %I AS RESTRICTIVE TO centrum_tenant, centrum_member USING (%s)', t, cleared);
  END LOOP;
  EXECUTE format('CREATE POLICY reach ON activity_shares AS RESTRICTIVE TO centrum_member USING (%s)', mine);
  CREATE POLICY shown ON activity_shares AS RESTRICTIVE TO centrum_member USING (shown_to_member);
  -- The share is read through its own policies, so an activity is seen where an own share is.
  CREATE POLICY reach ON activities AS RESTRICTIVE TO centrum_member USING (EXISTS (SELECT FROM activity_shares s
    WHERE s.tenant_id = activities.tenant_id AND s.activity_id = activities.id));
  -- Whatever the staff writes into a share takes its attestation back; giving it is the member's.
  CREATE POLICY attested_by_members ON activity_shares AS RESTRICTIVE TO centrum_tenant USING (true) WITH CHECK (attested_by IS NULL);
END $$;
