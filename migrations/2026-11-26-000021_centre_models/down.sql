DO $$
DECLARE
  nation text := $p$tenant_id = nation_id() AND tenant_id = (SELECT current_setting('app.tenant_id')::uuid)$p$;
BEGIN
  DROP POLICY nation_reads_all ON tenant_settings;
  DROP POLICY nation_sets ON tenant_settings;
  DROP POLICY nation_changes ON tenant_settings;
  EXECUTE format('CREATE POLICY nation ON tenant_settings TO centrum_nation USING (%s)', nation);
END $$;
DROP POLICY nation_reads_all ON member_settings;
DROP POLICY nation_reads_all ON tenant_service_overrides;
REVOKE SELECT ON member_settings, tenant_service_overrides FROM centrum_nation;
DROP POLICY what_was_submitted ON centre_model_versions;
DROP TABLE tenant_models;
DROP TABLE centre_model_drafts;
DROP TABLE centre_model_versions;
ALTER TABLE onboarding_steps DROP CONSTRAINT titles_in_both_languages, DROP COLUMN title_cs, DROP COLUMN title_en;
