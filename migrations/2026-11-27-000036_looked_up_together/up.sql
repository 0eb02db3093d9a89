-- Sign-in looks several people up in one statement: app.person_ids is a list of them. The version before, which goes on beside
-- this one for a while, names one by app.person_id. Who names nobody gets an error, not nothing.
CREATE FUNCTION signing_in() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE
    WHEN coalesce(current_setting('app.person_ids', true), '') = '' THEN ARRAY[current_setting('app.person_id')::uuid]
    ELSE current_setting('app.person_ids')::uuid[]
  END;
COMMENT ON FUNCTION signing_in() IS 'the people whose standing sign-in reads; loud when it names nobody';

ALTER POLICY platform_signs_in ON grants USING (person_id = ANY ((SELECT signing_in())::uuid[]));
ALTER POLICY platform_signs_in ON support_accesses USING (person_id = ANY ((SELECT signing_in())::uuid[]));
