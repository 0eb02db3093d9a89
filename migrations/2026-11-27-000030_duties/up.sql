-- What a centre has done of what it owes: meetings of mayors with who attended, issues of the newsletter, reports that were
-- handed in. What it owes is said by its version of the centre model.

CREATE TABLE duty_records (
  tenant_id        uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id               uuid NOT NULL,
  kind             text NOT NULL CHECK (kind IN ('MEETING', 'NEWSLETTER', 'REPORT')),
  duty_code        text CHECK (duty_code ~ '^[A-Z][A-Z0-9_]{0,39}$'),
  done_on          date NOT NULL CHECK (done_on >= '2000-01-01' AND done_on < '2200-01-01'),
  due_on           date CHECK (due_on >= '2000-01-01' AND due_on < '2202-01-01'),
  counts_on        date NOT NULL,
  evidence         text NOT NULL CHECK (length(evidence) <= 2000),
  issue            text CHECK (length(issue) BETWEEN 1 AND 200),
  attended         integer,
  members_then     integer,
  recorded_by      uuid NOT NULL,
  recorded_at      timestamptz NOT NULL,
  withdrawn_by     uuid,
  withdrawn_at     timestamptz,
  withdrawn_reason text CHECK (length(withdrawn_reason) BETWEEN 1 AND 1000),
  takes_changes    boolean NOT NULL GENERATED ALWAYS AS (withdrawn_at IS NULL) STORED,
  version          integer NOT NULL DEFAULT 1 CHECK (version > 0),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT duty_records_label UNIQUE (tenant_id, id, kind, done_on, takes_changes),
  CONSTRAINT duty_records_recorded_by FOREIGN KEY (tenant_id, recorded_by) REFERENCES participants (tenant_id, id),
  CONSTRAINT duty_records_withdrawn_by FOREIGN KEY (tenant_id, withdrawn_by) REFERENCES participants (tenant_id, id),
  CONSTRAINT withdrawn_by_somebody_for_a_reason CHECK (num_nulls(withdrawn_by, withdrawn_at, withdrawn_reason) IN (0, 3)),
  CONSTRAINT a_newsletter_has_its_issue CHECK ((kind = 'NEWSLETTER') = (issue IS NOT NULL)),
  CONSTRAINT a_meeting_is_attended CHECK (num_nonnulls(attended, members_then) = CASE kind WHEN 'MEETING' THEN 2 ELSE 0 END),
  CONSTRAINT no_more_attend_than_belong CHECK (attended BETWEEN 1 AND members_then),
  CONSTRAINT a_report_answers_a_due_date CHECK (kind <> 'REPORT' OR due_on IS NOT NULL),
  CONSTRAINT what_answers_nothing_counts_on_its_day CHECK (due_on IS NOT NULL OR counts_on = done_on));
CREATE INDEX duty_records_by_day  ON duty_records (tenant_id, done_on DESC, id DESC);
CREATE INDEX duty_records_by_term ON duty_records (tenant_id, counts_on) WHERE takes_changes;
-- Of two who write the same thing down at once one does it.
CREATE UNIQUE INDEX one_meeting_a_day        ON duty_records (tenant_id, done_on) WHERE kind = 'MEETING' AND takes_changes;
CREATE UNIQUE INDEX one_newsletter_of_a_name ON duty_records (tenant_id, done_on, issue) WHERE kind = 'NEWSLETTER' AND takes_changes;
CREATE UNIQUE INDEX one_report_for_a_day     ON duty_records (tenant_id, due_on, coalesce(duty_code, '')) WHERE kind = 'REPORT' AND takes_changes;
COMMENT ON TABLE  duty_records IS 'tenant: what a centre has done of what it owes; a row is corrected or withdrawn, and never deleted';
COMMENT ON COLUMN duty_records.duty_code IS 'the duty of the centre model that it is for, by its code; null: the tenant was on no version that has such a duty';
COMMENT ON COLUMN duty_records.done_on IS 'the day of the meeting, of the issue, of handing in';
COMMENT ON COLUMN duty_records.due_on IS 'the due date that it answers, as it was when somebody said so; null: it counts for the term of its own day';
COMMENT ON COLUMN duty_records.counts_on IS 'the day by which its term is found: the last one of the term that it answers, else its own';
COMMENT ON COLUMN duty_records.evidence IS 'where the minutes are, where it was published, under which number it was handed in';
COMMENT ON COLUMN duty_records.issue IS 'number or title of a newsletter''s issue';
COMMENT ON COLUMN duty_records.attended IS 'of a meeting: how many municipalities were there; which, is in duty_attendances, where a mayor sees the own alone';
COMMENT ON COLUMN duty_records.members_then IS 'of a meeting: how many municipalities belonged to the association on its day';
COMMENT ON COLUMN duty_records.takes_changes IS 'part of the key that attendances hang on: what was withdrawn takes none';

CREATE TABLE duty_attendances (
  tenant_id     uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  record_id     uuid NOT NULL,
  member_id     uuid NOT NULL,
  kind          text NOT NULL DEFAULT 'MEETING' CHECK (kind = 'MEETING'),
  done_on       date NOT NULL,
  takes_changes boolean NOT NULL DEFAULT true,
  PRIMARY KEY (tenant_id, record_id, member_id),
  CONSTRAINT duty_attendances_record FOREIGN KEY (tenant_id, record_id, kind, done_on, takes_changes)
    REFERENCES duty_records (tenant_id, id, kind, done_on, takes_changes) ON UPDATE CASCADE,
  CONSTRAINT duty_attendances_member FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id));
CREATE INDEX duty_attendances_by_member ON duty_attendances (tenant_id, member_id);
COMMENT ON TABLE  duty_attendances IS 'tenant: which members were at a meeting of mayors; a municipality''s people see whether the own was';
COMMENT ON COLUMN duty_attendances.kind IS 'of its record, as the next two, by cascade';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
-- A municipality's people read what their centre has done: it concerns all members, and no case. They write nothing.
GRANT SELECT, INSERT, UPDATE (duty_code, done_on, due_on, counts_on, evidence, issue, attended, members_then, withdrawn_by, withdrawn_at, withdrawn_reason, version)
  ON duty_records TO centrum_tenant;
GRANT SELECT, INSERT, DELETE ON duty_attendances TO centrum_tenant;
GRANT SELECT ON duty_records, duty_attendances TO centrum_member;

DO $$
DECLARE
  tenant text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  mine   text := $p$member_id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[])$p$;
  actor  text := $p$(SELECT current_setting('app.actor_id')::uuid)$p$;
  -- As in 000026_reporting_periods.
  opened text := $p$(SELECT coalesce(max(ends_before), '-infinity') FROM reporting_periods)$p$;
  t text;
BEGIN
  FOREACH t IN ARRAY '{duty_records,duty_attendances}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant, centrum_member USING (%s)', t, tenant);
    EXECUTE format('CREATE POLICY open_period_begun ON %I AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (done_on >= %s AND takes_changes)', t, opened);
  END LOOP;
  EXECUTE format('CREATE POLICY reach ON duty_attendances AS RESTRICTIVE TO centrum_member USING (%s)', mine);
  -- Nobody records or withdraws in another's name, and what was withdrawn stays so.
  EXECUTE format('CREATE POLICY signed_begun ON duty_records AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (recorded_by = %s)', actor);
  EXECUTE format('CREATE POLICY signed ON duty_records AS RESTRICTIVE FOR UPDATE TO centrum_tenant USING (takes_changes)
    WITH CHECK (withdrawn_by IS NULL OR withdrawn_by = %s)', actor);
  EXECUTE format('CREATE POLICY open_period ON duty_records AS RESTRICTIVE FOR UPDATE TO centrum_tenant USING (done_on >= %1$s) WITH CHECK (done_on >= %1$s)', opened);
  EXECUTE format('CREATE POLICY open_period_removed ON duty_attendances AS RESTRICTIVE FOR DELETE TO centrum_tenant USING (done_on >= %s AND takes_changes)', opened);
END $$;
