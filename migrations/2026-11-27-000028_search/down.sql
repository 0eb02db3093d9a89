REVOKE UPDATE (has_terms) ON request_comments FROM centrum_tenant;
ALTER TABLE activities       DROP COLUMN has_terms;
ALTER TABLE request_comments DROP COLUMN has_terms;
ALTER TABLE requests         DROP COLUMN has_terms;
DROP TABLE activity_terms;
DROP TABLE comment_terms;
DROP TABLE request_terms;
ALTER TABLE request_comments DROP CONSTRAINT request_comments_internal;
