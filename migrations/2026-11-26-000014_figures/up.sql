-- Figures by month: all that the nation sees of a centre's work, and how long closing takes.

CREATE FUNCTION histogram_sum(integer[], integer[]) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY bucket), '{}')
    FROM unnest($1, $2) WITH ORDINALITY AS each (a, b, bucket));
COMMENT ON FUNCTION histogram_sum(integer[], integer[]) IS 'bucket by bucket; what one of them lacks at its end is nothing';

ALTER TABLE rollup_daily ADD COLUMN closed_in_term integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN rollup_daily.closed_in_term IS 'of those closed: on the last day for it, or before';

ALTER TABLE rollup_positions ADD COLUMN counting integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN rollup_positions.counting IS 'which way of counting the figures are kept in: a worker that knows a newer one counts them anew. 0: before there were several';

CREATE TABLE rollup_monthly (
  tenant_id        uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  month            date NOT NULL CHECK (extract(day FROM month) = 1),
  requests_opened  integer NOT NULL,
  requests_closed  integer NOT NULL,
  closed_in_term   integer NOT NULL,
  closing_hours    integer[] NOT NULL CHECK (coalesce(array_ndims(closing_hours), 1) = 1 AND cardinality(closing_hours) <= 200),
  activities       integer NOT NULL,
  minutes          bigint NOT NULL,
  saved_haler      bigint NOT NULL,
  brought_in_haler bigint NOT NULL,
  last_activity_on date CHECK (last_activity_on >= month AND last_activity_on < month + interval '1 month'),
  PRIMARY KEY (tenant_id, month));
COMMENT ON TABLE  rollup_monthly IS 'rollup: what happened by month; few rows, so that the nation adds up its centres at once';
COMMENT ON COLUMN rollup_monthly.month IS 'its first day; activities by the month they were performed in';
COMMENT ON COLUMN rollup_monthly.closing_hours IS 'histogram: how many were closed within so many hours of their opening, by the buckets of monitoring/histogram.rs; what was closed before events said how long it took isn''t in it';
COMMENT ON COLUMN rollup_monthly.last_activity_on IS 'the last day on which the staff did something that is counted; null: none';

CREATE TABLE rollup_monthly_areas (
  tenant_id        uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  month            date NOT NULL CHECK (extract(day FROM month) = 1),
  area             text NOT NULL CHECK (length(area) <= 40),
  requests_opened  integer NOT NULL,
  requests_closed  integer NOT NULL,
  closed_in_term   integer NOT NULL,
  activities       integer NOT NULL,
  minutes          bigint NOT NULL,
  saved_haler      bigint NOT NULL,
  brought_in_haler bigint NOT NULL,
  PRIMARY KEY (tenant_id, month, area));
COMMENT ON TABLE  rollup_monthly_areas IS 'rollup: the same by area: the finest that the nation reads';
COMMENT ON COLUMN rollup_monthly_areas.area IS 'a service area, or DPO: the files of the data protection officer are one total';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
GRANT SELECT ON rollup_monthly, rollup_monthly_areas TO centrum_tenant, centrum_nation;
GRANT SELECT, INSERT, UPDATE, DELETE ON rollup_monthly, rollup_monthly_areas TO centrum_relay;
-- The nation sees nothing finer than a month; what is open by the day it is due on stays, for "overdue".
REVOKE SELECT ON rollup_daily, rollup_positions FROM centrum_nation;
DROP POLICY nation_reads_all ON rollup_daily;
DROP POLICY nation_reads_all ON rollup_positions;
-- The nation has settings too: when a centre is in a bad way.
GRANT SELECT, INSERT, UPDATE (value, version) ON tenant_settings TO centrum_nation;

DO $$
DECLARE
  entered text := $p$tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  tenant  text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  nation  text := $p$tenant_id = nation_id() AND tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  t text;
BEGIN
  FOREACH t IN ARRAY '{rollup_monthly,rollup_monthly_areas}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant, centrum_member USING (%s)', t, tenant);
    EXECUTE format('CREATE POLICY relay ON %I TO centrum_relay USING (%s)', t, entered);
    EXECUTE format('CREATE POLICY nation_reads_all ON %I FOR SELECT TO centrum_nation USING (true)', t);
  END LOOP;
  EXECUTE format('CREATE POLICY nation ON tenant_settings TO centrum_nation USING (%s)', nation);
END $$;
