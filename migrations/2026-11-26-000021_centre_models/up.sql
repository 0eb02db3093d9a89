-- The centre model: its versions, and which of them a tenant is on.

-- ── Versions, published: they never change, but for their withdrawal ─────────────────────────────────────────────────
CREATE TABLE centre_model_versions (
  id           uuid PRIMARY KEY,
  number       integer NOT NULL UNIQUE CHECK (number > 0),
  base_id      uuid REFERENCES centre_model_versions,
  notes        text NOT NULL CHECK (length(notes) <= 2000),
  content      jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object' AND length(content::text) <= 500000),
  sha256       bytea NOT NULL CHECK (length(sha256) = 32),
  authors      uuid[] NOT NULL CHECK (cardinality(authors) BETWEEN 1 AND 100),
  submitted_by uuid NOT NULL,
  submitted_at timestamptz NOT NULL,
  approved_by  uuid NOT NULL,
  published_at timestamptz NOT NULL,
  withdrawn_by uuid,
  withdrawn_at timestamptz,
  CONSTRAINT published_by_a_second_person CHECK (approved_by <> ALL (authors) AND approved_by <> submitted_by),
  CONSTRAINT withdrawn_by_somebody CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL)));
COMMENT ON TABLE  centre_model_versions IS 'shared: what the nation published, for all tenants to be brought to';
COMMENT ON COLUMN centre_model_versions.base_id IS 'the version it was drafted from';
COMMENT ON COLUMN centre_model_versions.content IS 'as configuration::model::Content reads it';
COMMENT ON COLUMN centre_model_versions.sha256 IS 'of its one text, which code makes of the content';
COMMENT ON COLUMN centre_model_versions.authors IS 'participants of the nation who changed the draft';

-- ── Drafts: the nation's own, until they are published ───────────────────────────────────────────────────────────────
CREATE TABLE centre_model_drafts (
  tenant_id    uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id           uuid NOT NULL,
  base_id      uuid REFERENCES centre_model_versions,
  notes        text NOT NULL CHECK (length(notes) <= 2000),
  content      jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object' AND length(content::text) <= 500000),
  authors      uuid[] NOT NULL CHECK (cardinality(authors) BETWEEN 1 AND 100),
  created_at   timestamptz NOT NULL,
  submitted_by uuid,
  submitted_at timestamptz,
  given_back_by     uuid,
  given_back_at     timestamptz,
  given_back_reason text CHECK (length(given_back_reason) BETWEEN 1 AND 2000),
  version      integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT given_back_with_a_reason CHECK (num_nulls(given_back_by, given_back_at, given_back_reason) IN (0, 3)),
  CONSTRAINT drafts_are_the_nations CHECK (tenant_id = nation_id()),
  CONSTRAINT submitted_by_somebody CHECK ((submitted_by IS NULL) = (submitted_at IS NULL)));
COMMENT ON TABLE  centre_model_drafts IS 'tenant: versions of the centre model that the nation works on; published ones go to centre_model_versions';
COMMENT ON COLUMN centre_model_drafts.submitted_at IS 'null: it is a draft; else it waits for a second person, and doesn''t change';
COMMENT ON COLUMN centre_model_drafts.given_back_reason IS 'why an approver gave it back last; kept until it is published or discarded';

-- ── Which version a tenant is on ─────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE tenant_models (
  tenant_id  uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  version_id uuid REFERENCES centre_model_versions,
  since      timestamptz NOT NULL,
  rollout_id uuid,
  PRIMARY KEY (tenant_id));
COMMENT ON TABLE  tenant_models IS 'tenant: the version of the centre model that is in force in it; the nation brings it to another';
COMMENT ON COLUMN tenant_models.version_id IS 'null: none, after a roll-out was rolled back to where there was none';
COMMENT ON COLUMN tenant_models.rollout_id IS 'the roll-out that put it there, or rolled back to it; null: it began with it';

-- ── Steps of onboarding that a version brought: their titles are the tenant's from then on ───────────────────────────
ALTER TABLE onboarding_steps ADD COLUMN title_cs text CHECK (length(title_cs) BETWEEN 1 AND 200),
  ADD COLUMN title_en text CHECK (length(title_en) BETWEEN 1 AND 200),
  ADD CONSTRAINT titles_in_both_languages CHECK ((title_cs IS NULL) = (title_en IS NULL));
COMMENT ON COLUMN onboarding_steps.title_cs IS 'as the version said that it was begun with; null: the list in code says';
COMMENT ON COLUMN onboarding_steps.title_en IS 'as title_cs';

-- ── Rights and policies, as in 000005_borders; the regions as in 000015_communities_and_regions ──────────────────────
GRANT SELECT ON centre_model_versions TO centrum_tenant, centrum_member, centrum_nation;
GRANT INSERT, UPDATE (withdrawn_by, withdrawn_at) ON centre_model_versions TO centrum_nation;
GRANT SELECT, INSERT, DELETE, UPDATE (notes, content, authors, submitted_by, submitted_at, given_back_by,
  given_back_at, given_back_reason, version) ON centre_model_drafts TO centrum_nation;
GRANT SELECT ON tenant_models TO centrum_tenant, centrum_member, centrum_nation;
GRANT INSERT, UPDATE (version_id, since, rollout_id) ON tenant_models TO centrum_tenant;
-- A plan of a roll-out says what becomes of what a tenant has set: it is configuration, and no case.
GRANT SELECT ON member_settings, tenant_service_overrides TO centrum_nation;

DO $$
DECLARE
  tenant text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  nation text := $p$tenant_id = nation_id() AND tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
  whole  text := $p$'*' = ANY ((SELECT current_setting('app.region_codes')::text[])::text[])$p$;
  here   text := $p$d.region_code = ANY ((SELECT current_setting('app.region_codes')::text[])::text[])$p$;
  nobody text := $p$(SELECT current_setting('app.actor_id')::uuid) = '00000000-0000-0000-0000-000000000000'$p$;
  own    text := format('(SELECT a.id FROM associations a JOIN districts d ON d.code = a.district_code WHERE %s)', here);
  t text;
BEGIN
  FOREACH t IN ARRAY '{centre_model_versions,centre_model_drafts,tenant_models}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
  END LOOP;
  CREATE POLICY everybody_reads ON centre_model_versions FOR SELECT USING (true);
  EXECUTE format('CREATE POLICY nation_writes ON centre_model_versions TO centrum_nation USING (%s)', whole);
  -- What is published is what somebody submitted, word for word, and who acts is who approves it.
  CREATE POLICY what_was_submitted ON centre_model_versions AS RESTRICTIVE FOR INSERT TO centrum_nation WITH CHECK (
    approved_by = (SELECT current_setting('app.actor_id')::uuid) AND EXISTS (SELECT FROM centre_model_drafts d
      WHERE d.id = centre_model_versions.id AND d.content = centre_model_versions.content AND d.notes = centre_model_versions.notes
        AND d.authors = centre_model_versions.authors AND d.submitted_by = centre_model_versions.submitted_by));
  -- What was withdrawn stays so.
  CREATE POLICY once ON centre_model_versions AS RESTRICTIVE FOR UPDATE TO centrum_nation
    USING (withdrawn_at IS NULL) WITH CHECK (true);
  EXECUTE format('CREATE POLICY nation ON centre_model_drafts TO centrum_nation USING (%s)', nation);
  EXECUTE format('CREATE POLICY whole_nation ON centre_model_drafts AS RESTRICTIVE TO centrum_nation USING (%s)', whole);
  EXECUTE format('CREATE POLICY tenant ON tenant_models TO centrum_tenant, centrum_member USING (%s)', tenant);
  -- No person of a tenant brings it to a version: the system does, when the tenant is made and when a roll-out comes.
  EXECUTE format('CREATE POLICY system_begins ON tenant_models AS RESTRICTIVE FOR INSERT TO centrum_tenant WITH CHECK (%s)', nobody);
  EXECUTE format('CREATE POLICY system_changes ON tenant_models AS RESTRICTIVE FOR UPDATE TO centrum_tenant USING (%s)', nobody);
  FOREACH t IN ARRAY '{tenant_models,member_settings,tenant_service_overrides}'::text[] LOOP
    EXECUTE format('CREATE POLICY nation_reads_all ON %I FOR SELECT TO centrum_nation USING (%s OR tenant_id IN %s)', t, whole, own);
  END LOOP;
  DROP POLICY nation ON tenant_settings;
  EXECUTE format('CREATE POLICY nation_reads_all ON tenant_settings FOR SELECT TO centrum_nation USING (%s OR tenant_id = (SELECT nation_id()) OR tenant_id IN %s)', whole, own);
  EXECUTE format('CREATE POLICY nation_sets ON tenant_settings FOR INSERT TO centrum_nation WITH CHECK (%s)', nation);
  EXECUTE format('CREATE POLICY nation_changes ON tenant_settings FOR UPDATE TO centrum_nation USING (%s)', nation);
END $$;
