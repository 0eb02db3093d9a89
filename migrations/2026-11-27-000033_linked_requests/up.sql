-- Cases that belong together, and those that were merged into another. A link is seen by who may read both of its cases, and by
-- nobody else: a row of it wears both labels.

-- Two rows for each link, one from each of its cases, so that the links of a case are found by its id.
CREATE TABLE request_links (
  tenant_id             uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  id                    uuid NOT NULL,
  request_id            uuid NOT NULL,
  member_id             uuid NOT NULL,
  secrecy               text NOT NULL,
  shown_to_member       boolean NOT NULL,
  other_id              uuid NOT NULL,
  other_member_id       uuid NOT NULL,
  other_secrecy         text NOT NULL,
  other_shown_to_member boolean NOT NULL,
  kind                  text NOT NULL CHECK (kind IN ('RELATED', 'DUPLICATE_OF', 'HAS_DUPLICATE')),
  linked_at             timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, request_id, other_id),
  CONSTRAINT not_with_itself CHECK (request_id <> other_id),
  CONSTRAINT request_links_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE,
  CONSTRAINT request_links_other_label FOREIGN KEY (tenant_id, other_id, other_member_id, other_secrecy, other_shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE,
  CONSTRAINT request_links_from_both_sides FOREIGN KEY (tenant_id, other_id, request_id)
    REFERENCES request_links (tenant_id, request_id, other_id));
CREATE INDEX request_links_in_order ON request_links (tenant_id, request_id, id);
CREATE INDEX request_links_by_other ON request_links (tenant_id, other_id);
CREATE UNIQUE INDEX request_links_merged_once ON request_links (tenant_id, request_id) WHERE kind = 'DUPLICATE_OF';
COMMENT ON TABLE  request_links IS 'member: which cases belong together, a row from each side; labelled as both cases, and seen by who may read both';
COMMENT ON COLUMN request_links.id IS 'of the link, the same in both rows; later links have later ids';
COMMENT ON COLUMN request_links.member_id IS 'with secrecy and shown_to_member the label of request_id';
COMMENT ON COLUMN request_links.other_member_id IS 'with other_secrecy and other_shown_to_member the label of other_id';
COMMENT ON COLUMN request_links.kind IS 'what request_id is to other_id';

-- That a case was merged is told to who may read it; into which one, the link above tells, to who may read that too.
CREATE TABLE request_merges (
  tenant_id       uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid REFERENCES tenants,
  request_id      uuid NOT NULL,
  member_id       uuid NOT NULL,
  secrecy         text NOT NULL,
  shown_to_member boolean NOT NULL,
  merged_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, request_id),
  CONSTRAINT request_merges_label FOREIGN KEY (tenant_id, request_id, member_id, secrecy, shown_to_member)
    REFERENCES requests (tenant_id, id, member_id, secrecy, shown_to_member) ON UPDATE CASCADE);
COMMENT ON TABLE request_merges IS 'member: which cases were closed as duplicates of another; labelled as the case. Nothing is done with such a one any more';

-- ── Rights and policies, as in 000005_borders ────────────────────────────────────────────────────────────────────────
GRANT SELECT, INSERT, DELETE ON request_links TO centrum_tenant;
GRANT SELECT, INSERT ON request_merges TO centrum_tenant;
GRANT SELECT ON request_links, request_merges TO centrum_member;

DO $$
DECLARE
  tenant  text := $p$tenant_id = (SELECT nullif(current_setting('app.tenant_id')::uuid, nation_id()))$p$;
  mine    text := $p$%smember_id = ANY ((SELECT current_setting('app.member_ids')::uuid[])::uuid[])$p$;
  cleared text := $p$%ssecrecy = ANY ((SELECT current_setting('app.clearances')::text[])::text[])$p$;
  t text;
BEGIN
  FOREACH t IN ARRAY '{request_links,request_merges}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
    EXECUTE format('CREATE POLICY tenant ON %I TO centrum_tenant, centrum_member USING (%s)', t, tenant);
    EXECUTE format('CREATE POLICY reach ON %I AS RESTRICTIVE TO centrum_member USING (%s)', t, format(mine, ''));
    -- Written too: linked and merged is what one can read.
    EXECUTE format('CREATE POLICY secrecy ON %I AS RESTRICTIVE TO centrum_tenant USING (%s)', t, format(cleared, ''));
    EXECUTE format('CREATE POLICY shown ON %I AS RESTRICTIVE TO centrum_member USING (shown_to_member)', t);
  END LOOP;
  -- The same of the other side: neither the row nor a count of rows tells of a case that one may not read.
  EXECUTE format('CREATE POLICY other_reach ON request_links AS RESTRICTIVE TO centrum_member USING (%s)', format(mine, 'other_'));
  EXECUTE format('CREATE POLICY other_secrecy ON request_links AS RESTRICTIVE TO centrum_tenant USING (%s)', format(cleared, 'other_'));
  CREATE POLICY other_shown ON request_links AS RESTRICTIVE TO centrum_member USING (other_shown_to_member);
END $$;
