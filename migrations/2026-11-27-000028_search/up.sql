-- The words of cases and of the work on them, for the search: a row for each stemmed word of each text, under the text's label. A
-- btree and not GIN, for under row level security an index serves leakproof operators only: = on a term, >= and < on the
-- beginning of one. Labelled like what the words are of, so that no term, count or snippet tells more than the text itself would.

-- Part of the key that the terms of comments hang on: theirs are internal where the comment is.
ALTER TABLE request_comments ADD CONSTRAINT request_comments_internal UNIQUE (tenant_id, id, request_id, is_internal);

CREATE TABLE request_terms (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid,
  term            text NOT NULL COLLATE "C" CHECK (length(term) BETWEEN 1 AND 40),
  request_id      uuid NOT NULL,
  member_id       uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  in_title        boolean NOT NULL,
  PRIMARY KEY (tenant_id, term, request_id) INCLUDE (in_title, member_id, secrecy, shown_to_member),
  CONSTRAINT request_terms_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE);
CREATE INDEX request_terms_by_request ON request_terms (tenant_id, request_id);
COMMENT ON TABLE  request_terms IS 'member: the words of titles and descriptions, labelled as their case';
COMMENT ON COLUMN request_terms.term IS 'stemmed, lower case, without diacritics: domain/src/terms';
COMMENT ON COLUMN request_terms.in_title IS 'whether the word stands in the title, and not in the description alone';

CREATE TABLE comment_terms (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid,
  term            text NOT NULL COLLATE "C" CHECK (length(term) BETWEEN 1 AND 40),
  request_id      uuid NOT NULL,
  comment_id      uuid NOT NULL,
  member_id       uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  is_internal     boolean NOT NULL,
  PRIMARY KEY (tenant_id, term, request_id, comment_id) INCLUDE (is_internal, member_id, secrecy, shown_to_member),
  CONSTRAINT comment_terms_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE,
  CONSTRAINT comment_terms_internal FOREIGN KEY (tenant_id, comment_id, request_id, is_internal)
    REFERENCES request_comments (tenant_id, id, request_id, is_internal) ON UPDATE CASCADE);
CREATE INDEX comment_terms_by_request ON comment_terms (tenant_id, request_id);
COMMENT ON TABLE  comment_terms IS 'member: the words of comments, labelled as their case, and internal as their comment';
COMMENT ON COLUMN comment_terms.term IS 'as of request_terms';

CREATE TABLE activity_terms (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid,
  term            text NOT NULL COLLATE "C" CHECK (length(term) BETWEEN 1 AND 40),
  activity_id     uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  performed_on    date NOT NULL,
  PRIMARY KEY (tenant_id, term, activity_id) INCLUDE (secrecy, shown_to_member),
  CONSTRAINT activity_terms_label FOREIGN KEY (tenant_id, activity_id, secrecy, shown_to_member, performed_on)
    REFERENCES activities (tenant_id, id, secrecy, shown_to_member, performed_on) ON UPDATE CASCADE);
CREATE INDEX activity_terms_by_activity ON activity_terms (tenant_id, activity_id);
COMMENT ON TABLE  activity_terms IS 'member, several at once: the words of what activities brought about; a mayor sees them through an own share only';
COMMENT ON COLUMN activity_terms.term IS 'as of request_terms';

-- What was written before there were terms, or by a program that doesn't know of them, gets its terms by the worker.
ALTER TABLE requests         ADD COLUMN has_terms boolean NOT NULL DEFAULT false;
ALTER TABLE request_comments ADD COLUMN has_terms boolean NOT NULL DEFAULT false;
ALTER TABLE activities       ADD COLUMN has_terms boolean NOT NULL DEFAULT false;
CREATE INDEX requests_without_terms         ON requests         (tenant_id, id) WHERE NOT has_terms;
CREATE INDEX request_comments_without_terms ON request_comments (tenant_id, id) WHERE NOT has_terms;
CREATE INDEX activities_without_terms       ON activities       (tenant_id, id) WHERE NOT has_terms;
COMMENT ON COLUMN requests.has_terms IS 'whether request_terms has its words; where not, the worker sees to it';
COMMENT ON COLUMN request_comments.has_terms IS 'as of requests, in comment_terms';
COMMENT ON COLUMN activities.has_terms IS 'as of requests, in activity_terms';

-- ── Rights and policies, as in 000005_borders and 000007_activities ──────────────────────────────────────────────────
GRANT SELECT, INSERT ON request_terms, comment_terms TO centrum_tenant, centrum_member;
GRANT SELECT, INSERT, DELETE ON activity_terms TO centrum_tenant;
GRANT SELECT ON activity_terms TO centrum_member;
-- Of a comment this alone: what was said stays said.
GRANT UPDATE (has_terms) ON request_comments TO centrum_tenant;

DO $$
DECLARE
  tenant  text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  mine    text := $p$member_id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[])$p$;
  cleared text := $p$secrecy = ANY ((SELECT current_setting('app.clearances')::text[])::text[])$p$;
  t text; blindly text;
BEGIN
  FOREACH t IN ARRAY '{request_terms,comment_terms,activity_terms}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant, centrum_member USING (%s)', t, tenant);
  END LOOP;
  FOREACH t IN ARRAY '{request_terms,comment_terms}'::text[] LOOP
    -- A case may be filed into a secrecy that who files it can't read, and its words with it; a comment is by who can read the case.
    blindly := CASE t WHEN 'request_terms' THEN 'WITH CHECK (true)' ELSE '' END;
    EXECUTE format('CREATE POLICY secrecy ON %I AS RESTRICTIVE TO centrum_tenant USING (%s) %s', t, cleared, blindly);
    EXECUTE format('CREATE POLICY reach ON %I AS RESTRICTIVE TO centrum_member USING (%s)', t, mine);
    EXECUTE format('CREATE POLICY shown ON %I AS RESTRICTIVE TO centrum_member USING (shown_to_member)', t);
  END LOOP;
  CREATE POLICY not_internal ON comment_terms AS RESTRICTIVE TO centrum_member USING (NOT is_internal);
  EXECUTE format('CREATE POLICY secrecy ON activity_terms AS RESTRICTIVE TO centrum_tenant, centrum_member USING (%s)', cleared);
  -- The share is read through its own policies, as for activities.
  CREATE POLICY reach ON activity_terms AS RESTRICTIVE TO centrum_member USING (EXISTS (SELECT FROM activity_shares s
    WHERE s.tenant_id = activity_terms.tenant_id AND s.activity_id = activity_terms.activity_id));
END $$;
