-- Who is employed in which role and for which part of full time, what they worked by day, and what becomes of their months.

-- ── Employments ──────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE employments (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id              uuid NOT NULL,
  participant_id  uuid NOT NULL,
  role            text NOT NULL CHECK (role IN ('TENANT_ADMIN', 'CENTRE_MANAGER', 'DEVELOPMENT_SPECIALIST', 'PROCUREMENT_SPECIALIST',
    'LEGAL_ADVISER', 'CLERK', 'DATA_PROTECTION_OFFICER')),
  fte_thousandths integer NOT NULL CHECK (fte_thousandths BETWEEN 1 AND 1000),
  starts_on       date NOT NULL CHECK (starts_on >= '2000-01-01' AND starts_on < '2200-01-01'),
  until           date NOT NULL DEFAULT 'infinity',   -- infinity and not null: a foreign key with a null isn't checked
  version         integer NOT NULL DEFAULT 1 CHECK (version > 0),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT employments_days UNIQUE (tenant_id, id, participant_id, starts_on, until),
  CONSTRAINT employments_participant FOREIGN KEY (tenant_id, participant_id) REFERENCES participants (tenant_id, id),
  CONSTRAINT an_employment_lasts_a_day CHECK (until > starts_on),
  CONSTRAINT one_employment_in_a_role_at_a_time EXCLUDE USING gist
    (tenant_id WITH =, participant_id WITH =, role WITH =, daterange(starts_on, until) WITH &&));
CREATE INDEX employments_by_participant ON employments (tenant_id, participant_id, id DESC);
COMMENT ON TABLE  employments IS 'tenant: who is employed by the association, in which role and for which part of full time (úvazek)';
COMMENT ON COLUMN employments.role IS 'the post; what one may do follows from grants, and not from this';
COMMENT ON COLUMN employments.fte_thousandths IS 'of full time: 500 is half a post';
COMMENT ON COLUMN employments.until IS 'the first day on which it is no more; infinity: it has no end';

-- ── Months and what was worked in them ───────────────────────────────────────────────────────────────────────────────
CREATE TABLE timesheets (
  tenant_id      uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id             uuid NOT NULL,
  participant_id uuid NOT NULL,
  month          date NOT NULL CHECK (extract(day FROM month) = 1),
  state          text NOT NULL CHECK (state IN ('OPEN', 'SUBMITTED', 'RETURNED', 'APPROVED')),
  takes_changes  boolean NOT NULL GENERATED ALWAYS AS (state IN ('OPEN', 'RETURNED')) STORED,
  submitted_at   timestamptz,
  decided_by     uuid,
  decided_at     timestamptz,
  reason         text CHECK (length(reason) BETWEEN 1 AND 1000),
  version        integer NOT NULL DEFAULT 1 CHECK (version > 0),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, participant_id, month),
  CONSTRAINT timesheets_label UNIQUE (tenant_id, id, participant_id, month, takes_changes),
  CONSTRAINT timesheets_participant FOREIGN KEY (tenant_id, participant_id) REFERENCES participants (tenant_id, id),
  CONSTRAINT timesheets_decided_by FOREIGN KEY (tenant_id, decided_by) REFERENCES participants (tenant_id, id),
  CONSTRAINT nobody_decides_about_their_own CHECK (decided_by <> participant_id),
  CONSTRAINT a_state_with_what_it_says CHECK (CASE state
    WHEN 'OPEN' THEN num_nonnulls(submitted_at, decided_by, decided_at, reason) = 0
    WHEN 'SUBMITTED' THEN submitted_at IS NOT NULL AND num_nonnulls(decided_by, decided_at, reason) = 0
    WHEN 'RETURNED' THEN num_nonnulls(submitted_at, decided_by, decided_at, reason) = 4
    ELSE num_nonnulls(submitted_at, decided_by, decided_at) = 3 AND reason IS NULL END));
CREATE INDEX timesheets_by_month ON timesheets (tenant_id, month DESC, id DESC);
CREATE INDEX timesheets_by_participant ON timesheets (tenant_id, participant_id, month DESC, id DESC);
COMMENT ON TABLE  timesheets IS 'tenant: a month of somebody''s work (výkaz práce): begun by the first entry, submitted, then approved or returned by somebody else';
COMMENT ON COLUMN timesheets.month IS 'its first day';
COMMENT ON COLUMN timesheets.takes_changes IS 'part of the key that entries hang on: theirs follows it, and a policy lets nobody change what takes no changes';
COMMENT ON COLUMN timesheets.reason IS 'why it was returned';

-- What an entry hangs on says whether it may change, and on which days its employment lasts: by cascade, so that no month
-- that was handed in changes, and no employment ends before what was worked in it.
CREATE TABLE worklog_entries (
  tenant_id      uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id             uuid NOT NULL,
  participant_id uuid NOT NULL,
  timesheet_id   uuid NOT NULL,
  month          date NOT NULL,
  takes_changes  boolean NOT NULL,
  employment_id  uuid NOT NULL,
  employed_from  date NOT NULL,
  employed_until date NOT NULL,
  worked_on      date NOT NULL,
  minutes        integer NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
  kind           text NOT NULL CHECK (kind IN ('WORK', 'LEAVE', 'SICKNESS')),
  service_code   text REFERENCES services,
  activity_id    uuid,
  note           text NOT NULL CHECK (length(note) <= 500),
  logged_at      timestamptz NOT NULL,
  version        integer NOT NULL DEFAULT 1 CHECK (version > 0),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT worklog_entries_timesheet FOREIGN KEY (tenant_id, timesheet_id, participant_id, month, takes_changes)
    REFERENCES timesheets (tenant_id, id, participant_id, month, takes_changes) ON UPDATE CASCADE,
  CONSTRAINT worklog_entries_employment FOREIGN KEY (tenant_id, employment_id, participant_id, employed_from, employed_until)
    REFERENCES employments (tenant_id, id, participant_id, starts_on, until) ON UPDATE CASCADE,
  CONSTRAINT worklog_entries_activity FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT worked_in_its_month CHECK (worked_on >= month AND worked_on < month + interval '1 month'),
  CONSTRAINT worked_while_employed CHECK (worked_on >= employed_from AND worked_on < employed_until),
  CONSTRAINT only_work_is_of_a_service CHECK (kind = 'WORK' OR num_nonnulls(service_code, activity_id) = 0));
CREATE INDEX worklog_entries_by_day         ON worklog_entries (tenant_id, worked_on DESC, id DESC);
CREATE INDEX worklog_entries_by_participant ON worklog_entries (tenant_id, participant_id, worked_on DESC, id DESC);
CREATE INDEX worklog_entries_by_timesheet   ON worklog_entries (tenant_id, timesheet_id);
CREATE INDEX worklog_entries_by_employment  ON worklog_entries (tenant_id, employment_id);
COMMENT ON TABLE  worklog_entries IS 'tenant: what somebody worked on a day, or that they were on leave or sick';
COMMENT ON COLUMN worklog_entries.takes_changes IS 'of its timesheet, by cascade';
COMMENT ON COLUMN worklog_entries.employed_from IS 'of its employment, by cascade, as the next';
COMMENT ON COLUMN worklog_entries.note IS 'the centre''s manager and the chair read it';

-- ── Rights and policies, as in 000005_borders; mayors and the nation have none ───────────────────────────────────────
GRANT SELECT, INSERT, UPDATE (role, fte_thousandths, starts_on, until, version) ON employments TO centrum_tenant;
GRANT SELECT, INSERT, UPDATE (state, submitted_at, decided_by, decided_at, reason, version) ON timesheets TO centrum_tenant;
GRANT SELECT, INSERT, DELETE, UPDATE (employment_id, employed_from, employed_until, worked_on, minutes, kind, service_code, activity_id, note, version)
  ON worklog_entries TO centrum_tenant;

DO $$
DECLARE
  tenant text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  own    text := $p$participant_id = (SELECT current_setting('app.actor_id')::uuid)$p$;
  actor  text := $p$(SELECT current_setting('app.actor_id')::uuid)$p$;
  t text;
BEGIN
  FOREACH t IN ARRAY '{employments,timesheets,worklog_entries}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant USING (%s)', t, tenant);
  END LOOP;
  -- Nobody logs work for somebody else, and nobody changes a month that was handed in.
  EXECUTE format('CREATE POLICY own_begun ON timesheets AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (%s AND state = ''OPEN'')', own);
  EXECUTE format('CREATE POLICY signed ON timesheets AS RESTRICTIVE FOR UPDATE TO centrum_tenant USING (state <> ''APPROVED'')
    WITH CHECK (CASE state WHEN ''SUBMITTED'' THEN %s ELSE decided_by = %s END)', own, actor);
  EXECUTE format('CREATE POLICY own_logged ON worklog_entries AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (%s AND takes_changes)', own);
  EXECUTE format('CREATE POLICY own_corrected ON worklog_entries AS RESTRICTIVE FOR UPDATE TO centrum_tenant USING (%s AND takes_changes)', own);
  EXECUTE format('CREATE POLICY own_removed ON worklog_entries AS RESTRICTIVE FOR DELETE TO centrum_tenant USING (%s AND takes_changes)', own);
END $$;
