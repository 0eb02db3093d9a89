-- Roll-outs: bringing tenants from one version of the centre model to another, wave by wave.

-- ── The nation's own: what is rolled out, and how it goes ────────────────────────────────────────────────────────────
CREATE TABLE rollouts (
  tenant_id    uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id           uuid NOT NULL,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  from_id      uuid REFERENCES centre_model_versions,
  to_id        uuid NOT NULL REFERENCES centre_model_versions,
  state        text NOT NULL CHECK (state IN ('PLANNED', 'RUNNING', 'PAUSED', 'DONE', 'ROLLING_BACK', 'ROLLED_BACK', 'DISCARDED')),
  plan_sha256  bytea NOT NULL CHECK (length(plan_sha256) = 32),
  soak_minutes integer NOT NULL CHECK (soak_minutes BETWEEN 0 AND 40320),
  gates        jsonb NOT NULL,
  wave         integer NOT NULL CHECK (wave >= 0),
  red          jsonb,
  reason       text CHECK (length(reason) <= 2000),
  planned_by   uuid NOT NULL,
  planned_at   timestamptz NOT NULL,
  started_at   timestamptz,
  ended_at     timestamptz,
  version      integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT rollouts_are_the_nations CHECK (tenant_id = nation_id()));
-- One at a time: else two would bring the same tenant to two versions.
CREATE UNIQUE INDEX rollouts_one_at_a_time ON rollouts (tenant_id) WHERE state IN ('RUNNING', 'PAUSED', 'ROLLING_BACK');
COMMENT ON TABLE  rollouts IS 'tenant: the nation''s roll-outs of a version of the centre model';
COMMENT ON COLUMN rollouts.from_id IS 'the version of those who take part; null: whatever they are on';
COMMENT ON COLUMN rollouts.plan_sha256 IS 'of each tenant''s line, so that what is started is what was planned';
COMMENT ON COLUMN rollouts.soak_minutes IS 'how long a wave is watched before the next begins';
COMMENT ON COLUMN rollouts.gates IS 'thresholds, as rollouts::Gates reads them';
COMMENT ON COLUMN rollouts.wave IS 'which wave it is at, from 1; 0: none has begun';
COMMENT ON COLUMN rollouts.red IS 'figures of the gate that paused it; null: none did';
COMMENT ON COLUMN rollouts.reason IS 'why a person paused it, or rolls it back';

CREATE TABLE rollout_waves (
  tenant_id    uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  rollout_id   uuid NOT NULL,
  wave         integer NOT NULL CHECK (wave BETWEEN 1 AND 50),
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  tenants      integer NOT NULL CHECK (tenants > 0),
  started_at   timestamptz,
  applied_at   timestamptz,
  passed_at    timestamptz,
  before       jsonb,
  forced_by    uuid,
  force_asked_by uuid,
  force_reason text CHECK (length(force_reason) BETWEEN 1 AND 2000),
  PRIMARY KEY (tenant_id, rollout_id, wave),
  CONSTRAINT rollout_waves_rollout FOREIGN KEY (tenant_id, rollout_id) REFERENCES rollouts (tenant_id, id),
  CONSTRAINT forced_by_a_second_person CHECK (forced_by IS NULL OR (force_asked_by IS NOT NULL AND forced_by <> force_asked_by)),
  CONSTRAINT forced_with_a_reason CHECK ((force_asked_by IS NULL) = (force_reason IS NULL)));
COMMENT ON TABLE  rollout_waves IS 'tenant: the waves of a roll-out; who is in which is said by rollout_tenants';
COMMENT ON COLUMN rollout_waves.applied_at IS 'when nobody of it waited any more';
COMMENT ON COLUMN rollout_waves.passed_at IS 'when its gate let the next one begin';
COMMENT ON COLUMN rollout_waves.before IS 'its figures when it began, which gates compare with';

-- ── A tenant's line of a plan: it sees its own, the nation keeps them all ────────────────────────────────────────────
CREATE TABLE rollout_tenants (
  tenant_id     uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  rollout_id    uuid NOT NULL,
  wave          integer NOT NULL CHECK (wave BETWEEN 1 AND 50),
  state         text NOT NULL CHECK (state IN ('WAITING', 'ANNOUNCED', 'BLOCKED', 'APPLIED', 'FAILED', 'SKIPPED', 'DEFERRED', 'ROLLED_BACK')),
  from_id       uuid REFERENCES centre_model_versions,
  to_id         uuid NOT NULL REFERENCES centre_model_versions,
  lines         jsonb NOT NULL CHECK (jsonb_typeof(lines) = 'array'),
  lines_sha256  bytea NOT NULL CHECK (length(lines_sha256) = 32),
  conflicts     integer NOT NULL CHECK (conflicts >= 0),
  resolutions   jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(resolutions) = 'array'),
  written       jsonb,
  before_sha256 bytea CHECK (length(before_sha256) = 32),
  after_sha256  bytea CHECK (length(after_sha256) = 32),
  edited        jsonb,
  failure       text CHECK (length(failure) <= 100),
  reason        text CHECK (length(reason) BETWEEN 1 AND 2000),
  until         date,
  since         timestamptz NOT NULL,
  version       integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (tenant_id, rollout_id));
CREATE INDEX rollout_tenants_by_wave ON rollout_tenants (rollout_id, wave, state);
COMMENT ON TABLE  rollout_tenants IS 'tenant: what a roll-out does to it, and how far that is; the nation plans it and sees it';
COMMENT ON COLUMN rollout_tenants.from_id IS 'the version it was on when it was planned; null: none';
COMMENT ON COLUMN rollout_tenants.lines IS 'what changes for it, as configuration::model::Line writes it';
COMMENT ON COLUMN rollout_tenants.conflicts IS 'how many of them nobody has resolved yet';
COMMENT ON COLUMN rollout_tenants.resolutions IS 'what was decided about conflicts, by whom and why';
COMMENT ON COLUMN rollout_tenants.written IS 'what of the tenant''s own values was dropped or adjusted, as it was before';
COMMENT ON COLUMN rollout_tenants.before_sha256 IS 'of all that was in force before it was applied';
COMMENT ON COLUMN rollout_tenants.edited IS 'after a roll-back: what differs from before, for the tenant changed it in between';
COMMENT ON COLUMN rollout_tenants.until IS 'deferred: the last day on which it waits';
COMMENT ON COLUMN rollout_tenants.since IS 'when it came into its state';

-- ── Rights and policies ──────────────────────────────────────────────────────────────────────────────────────────────
GRANT SELECT, INSERT, UPDATE (state, wave, red, reason, started_at, ended_at, version) ON rollouts TO centrum_nation;
GRANT SELECT, INSERT, UPDATE (started_at, applied_at, passed_at, before, forced_by, force_asked_by, force_reason) ON rollout_waves TO centrum_nation;
GRANT SELECT, INSERT, UPDATE (state, from_id, lines, lines_sha256, conflicts, resolutions, written, before_sha256, after_sha256, edited, failure,
  reason, until, since, version) ON rollout_tenants TO centrum_nation;
GRANT SELECT, UPDATE (conflicts, resolutions, version) ON rollout_tenants TO centrum_tenant;

DO $$
DECLARE
  tenant text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  nation text := $p$tenant_id = nation_id() AND tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  whole  text := $p$'*' = ANY ((SELECT current_setting('app.region_codes')::text[])::text[])$p$;
  here   text := $p$d.region_code = ANY ((SELECT current_setting('app.region_codes')::text[])::text[])$p$;
  own    text := format('(SELECT a.id FROM associations a JOIN districts d ON d.code = a.district_code WHERE %s)', here);
  t text;
BEGIN
  FOREACH t IN ARRAY '{rollouts,rollout_waves,rollout_tenants}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
  END LOOP;
  FOREACH t IN ARRAY '{rollouts,rollout_waves}'::text[] LOOP
    EXECUTE format('CREATE POLICY nation ON %I TO centrum_nation USING (%s)', t, nation);
    -- Who acts for a region sees how it goes; who acts for the whole nation runs it.
    EXECUTE format('CREATE POLICY whole_nation_plans ON %I AS RESTRICTIVE FOR INSERT TO centrum_nation WITH CHECK (%s)', t, whole);
    EXECUTE format('CREATE POLICY whole_nation_runs ON %I AS RESTRICTIVE FOR UPDATE TO centrum_nation USING (%s)', t, whole);
  END LOOP;
  -- A plan that isn't under way is the nation's alone.
  EXECUTE format($p$CREATE POLICY tenant ON rollout_tenants TO centrum_tenant USING (%s AND state <> 'WAITING')$p$, tenant);
  EXECUTE format('CREATE POLICY nation_keeps ON rollout_tenants TO centrum_nation USING (%s OR tenant_id IN %s)', whole, own);
  EXECUTE format('CREATE POLICY whole_nation_plans ON rollout_tenants AS RESTRICTIVE FOR INSERT TO centrum_nation WITH CHECK (%s)', whole);
  EXECUTE format('CREATE POLICY whole_nation_runs ON rollout_tenants AS RESTRICTIVE FOR UPDATE TO centrum_nation USING (%s)', whole);
END $$;
