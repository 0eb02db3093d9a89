-- The registers by date: since when and until when there is a municipality, in which district of extended powers it was
-- when, by which numbers RÚIAN knows districts, what labels associations have, and borders for maps.

ALTER TABLE municipalities
  ADD valid_from  date,
  ADD valid_until date CHECK (valid_until > valid_from);
COMMENT ON COLUMN municipalities.extended_powers_code IS 'the last of municipality_extended_powers, beside the row that lists show';
COMMENT ON COLUMN municipalities.valid_from IS 'null: since an unknown day';
COMMENT ON COLUMN municipalities.valid_until IS 'the first day it is no more; null: it is';

ALTER TABLE districts ADD ruian_code integer;
ALTER TABLE authorised_office_districts ADD ruian_code integer;
COMMENT ON COLUMN districts.ruian_code IS 'the number RÚIAN uses; null: unknown';
COMMENT ON COLUMN authorised_office_districts.ruian_code IS 'the number RÚIAN uses; null: unknown';

CREATE TABLE municipality_extended_powers (
  municipality_code    text NOT NULL REFERENCES municipalities,
  valid_from           date NOT NULL DEFAULT '-infinity',
  valid_until          date CHECK (valid_until > valid_from),
  extended_powers_code text NOT NULL REFERENCES extended_powers_districts,
  told_on              date NOT NULL,
  PRIMARY KEY (municipality_code, valid_from),
  CONSTRAINT one_district_at_a_time EXCLUDE USING gist
    (municipality_code WITH =, daterange(valid_from, valid_until) WITH &&));
COMMENT ON TABLE  municipality_extended_powers IS 'shared: in which district of extended powers a municipality is or was. The last stays open when the municipality ends';
COMMENT ON COLUMN municipality_extended_powers.valid_from IS '-infinity: since an unknown day';
COMMENT ON COLUMN municipality_extended_powers.valid_until IS 'the first day it no longer is; null: it is';
COMMENT ON COLUMN municipality_extended_powers.told_on IS 'the day of the file that told it: what a file of an earlier day tells is the past';

CREATE TABLE association_labels (
  association_id uuid NOT NULL REFERENCES associations,
  label          text COLLATE "cs-x-icu" NOT NULL CHECK (length(label) BETWEEN 1 AND 60),
  ended_on       date,
  PRIMARY KEY (association_id, label));
CREATE INDEX association_labels_by_label ON association_labels (label, association_id);
COMMENT ON TABLE  association_labels IS 'shared: words by which associations are found together, e.g. CSS 2016–2020';
COMMENT ON COLUMN association_labels.ended_on IS 'when it was taken away; null: the association has it';

CREATE TABLE boundaries (
  level    text NOT NULL CHECK (level IN ('REGION', 'DISTRICT', 'MUNICIPALITY')),
  code     text NOT NULL,
  geometry jsonb NOT NULL CHECK (geometry ->> 'type' = 'MultiPolygon'),
  PRIMARY KEY (level, code));
COMMENT ON TABLE  boundaries IS 'shared: borders for maps, made simpler for their level';
COMMENT ON COLUMN boundaries.code IS 'of the region, district or municipality; no foreign key, since it is of one of three';
COMMENT ON COLUMN boundaries.geometry IS 'GeoJSON, degrees of WGS 84';

-- What was there before there was a history.
ALTER TABLE municipalities NO FORCE ROW LEVEL SECURITY;
INSERT INTO municipality_extended_powers (municipality_code, extended_powers_code, told_on)
  SELECT code, extended_powers_code, current_date FROM municipalities;
ALTER TABLE municipalities FORCE ROW LEVEL SECURITY;

GRANT SELECT ON municipality_extended_powers, association_labels, boundaries
  TO centrum_tenant, centrum_member, centrum_nation, centrum_platform, centrum_relay;
GRANT INSERT, UPDATE ON municipality_extended_powers, association_labels, boundaries TO centrum_nation;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY '{municipality_extended_powers,association_labels,boundaries}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY owner_is_told ON %I TO centrum_owner USING ((SELECT current_setting('app.owner_needs_no_force'))::boolean)$p$, t);
    EXECUTE format('CREATE POLICY everybody_reads ON %I FOR SELECT USING (true)', t);
    EXECUTE format('CREATE POLICY nation_writes ON %I TO centrum_nation USING (true)', t);
  END LOOP;
END $$;
