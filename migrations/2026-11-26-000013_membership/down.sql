ALTER TABLE association_memberships NO FORCE ROW LEVEL SECURITY;
ALTER TABLE members NO FORCE ROW LEVEL SECURITY;
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;

ALTER TABLE grants
  DROP CONSTRAINT only_members_leave,
  DROP CONSTRAINT grants_member,
  DROP COLUMN member_until;
ALTER TABLE members
  DROP CONSTRAINT members_until,
  DROP CONSTRAINT the_association_itself_stays,
  DROP CONSTRAINT member_by_membership,
  DROP COLUMN until;
ALTER TABLE association_memberships
  DROP CONSTRAINT memberships_until,
  DROP COLUMN until;

ALTER TABLE grants ADD CONSTRAINT grants_member FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id);
ALTER TABLE members ADD CONSTRAINT member_by_membership FOREIGN KEY (tenant_id, membership_id)
  REFERENCES association_memberships (association_id, id);

ALTER TABLE association_memberships FORCE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
