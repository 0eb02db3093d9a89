-- What follows from belonging to an association: whose people reach what, until which day.

-- ── A member leaves ──────────────────────────────────────────────────────────────────────────────────────────────────
-- The day is written once, in the register, and kept equal by foreign keys where sign-in and the rules of granting read it,
-- whoever wrote it (an administrator, an import): the people of a member lose their reach by the clock, and no job has to run.
ALTER TABLE association_memberships NO FORCE ROW LEVEL SECURITY;
ALTER TABLE members NO FORCE ROW LEVEL SECURITY;
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;

ALTER TABLE association_memberships
  ADD until date NOT NULL GENERATED ALWAYS AS (coalesce(left_on, 'infinity')) STORED,
  ADD CONSTRAINT memberships_until UNIQUE (association_id, id, until);
COMMENT ON COLUMN association_memberships.until IS 'left_on, for foreign keys; infinity and not null: one with a null isn''t checked';

ALTER TABLE members ADD until date NOT NULL DEFAULT 'infinity';
UPDATE members m SET until = a.until FROM association_memberships a WHERE a.association_id = m.tenant_id AND a.id = m.membership_id;
ALTER TABLE members
  DROP CONSTRAINT member_by_membership,
  ADD CONSTRAINT member_by_membership FOREIGN KEY (tenant_id, membership_id, until)
    REFERENCES association_memberships (association_id, id, until) ON UPDATE CASCADE,
  ADD CONSTRAINT the_association_itself_stays CHECK (membership_id IS NOT NULL OR until = 'infinity'),
  ADD CONSTRAINT members_until UNIQUE (tenant_id, id, until);
COMMENT ON COLUMN members.until IS 'the first day it no longer belongs, kept equal to the membership''s by the foreign key; infinity: it does';

ALTER TABLE grants ADD member_until date NOT NULL DEFAULT 'infinity';
UPDATE grants g SET member_until = m.until FROM members m WHERE m.tenant_id = g.tenant_id AND m.id = g.member_id;
ALTER TABLE grants
  DROP CONSTRAINT grants_member,
  ADD CONSTRAINT grants_member FOREIGN KEY (tenant_id, member_id, member_until)
    REFERENCES members (tenant_id, id, until) ON UPDATE CASCADE,
  ADD CONSTRAINT only_members_leave CHECK (member_id IS NOT NULL OR member_until = 'infinity');
COMMENT ON COLUMN grants.member_until IS 'the first day its member no longer belongs, kept equal to the member''s by the foreign key: from its midnight in Prague the grant counts no more';

ALTER TABLE association_memberships FORCE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
