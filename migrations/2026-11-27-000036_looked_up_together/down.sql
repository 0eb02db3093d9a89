ALTER POLICY platform_signs_in ON grants USING (person_id = (SELECT current_setting('app.person_id')::uuid));
ALTER POLICY platform_signs_in ON support_accesses USING (person_id = (SELECT current_setting('app.person_id')::uuid));
DROP FUNCTION signing_in();
