-- The public register: territory, municipalities, associations and who belongs to them since when, and the national
-- catalogue of services. Everybody reads it, the nation writes it; rights and policies stand in 000005_borders.

CREATE EXTENSION IF NOT EXISTS btree_gist;   -- `=` beside `&&` in an exclusion constraint

CREATE FUNCTION nation_id() RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN '00000000-0000-0000-0000-000000000001'::uuid;
COMMENT ON FUNCTION nation_id() IS 'the nation is a tenant too; a constant, so that policies need no look-up';

CREATE FUNCTION plain_letters(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(normalize(lower($1 COLLATE "cs-x-icu"), NFD), '[\u0300-\u036f]', '', 'g');
COMMENT ON FUNCTION plain_letters(text) IS 'lower case without diacritics, so that "trebom" finds Třebom';

-- Names are kept in Czech order: "ch" after "h", diacritics where they belong. Codes are plain.
CREATE TABLE regions (
  code text PRIMARY KEY CHECK (code ~ '^CZ0[0-9]{2}$'),
  name text COLLATE "cs-x-icu" NOT NULL CHECK (length(name) BETWEEN 1 AND 200));
COMMENT ON TABLE  regions IS 'shared: kraj';
COMMENT ON COLUMN regions.code IS 'NUTS 3, e.g. CZ080';

CREATE TABLE districts (
  code        text PRIMARY KEY CHECK (code ~ '^CZ0[0-9A-Z]{3}$'),
  name        text COLLATE "cs-x-icu" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  region_code text NOT NULL REFERENCES regions);
COMMENT ON TABLE  districts IS 'shared: okres';
COMMENT ON COLUMN districts.code IS 'LAU 1, e.g. CZ0805';

CREATE TABLE extended_powers_districts (
  code text PRIMARY KEY CHECK (code ~ '^[0-9]{4}$'),
  name text COLLATE "cs-x-icu" NOT NULL CHECK (length(name) BETWEEN 1 AND 200));
COMMENT ON TABLE  extended_powers_districts IS 'shared: správní obvod obce s rozšířenou působností (ORP)';
COMMENT ON COLUMN extended_powers_districts.code IS 'the Statistical Office''s list 65; not the number RÚIAN uses';

CREATE TABLE authorised_office_districts (
  code text PRIMARY KEY CHECK (code ~ '^[0-9]{5}$'),
  name text COLLATE "cs-x-icu" NOT NULL CHECK (length(name) BETWEEN 1 AND 200));
COMMENT ON TABLE  authorised_office_districts IS 'shared: správní obvod pověřeného obecního úřadu (POÚ)';
COMMENT ON COLUMN authorised_office_districts.code IS 'the Statistical Office''s list 61; not the number RÚIAN uses';

CREATE TABLE municipalities (
  code                   text PRIMARY KEY CHECK (code ~ '^[0-9]{6}$'),
  name                   text COLLATE "cs-x-icu" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_plain             text NOT NULL GENERATED ALWAYS AS (plain_letters(name)) STORED,
  status                 text NOT NULL CHECK (status IN ('MUNICIPALITY', 'MARKET_TOWN', 'TOWN', 'STATUTORY_CITY', 'CAPITAL')),
  ico                    text UNIQUE CHECK (ico ~ '^[0-9]{8}$'),
  district_code          text NOT NULL REFERENCES districts,
  extended_powers_code   text NOT NULL REFERENCES extended_powers_districts,
  authorised_office_code text NOT NULL REFERENCES authorised_office_districts,
  postcode               text CHECK (postcode ~ '^[0-9]{5}$'),
  latitude               double precision CHECK (latitude BETWEEN -90 AND 90),
  longitude              double precision CHECK (longitude BETWEEN -180 AND 180));
CREATE INDEX municipalities_by_name ON municipalities (name, code);
CREATE INDEX municipalities_by_district ON municipalities (district_code, code);
COMMENT ON TABLE  municipalities IS 'shared: obec; names repeat, the code doesn''t';
COMMENT ON COLUMN municipalities.code IS 'kód obce: RÚIAN = the Statistical Office''s list 43';
COMMENT ON COLUMN municipalities.name_plain IS 'what a search by name looks through';
COMMENT ON COLUMN municipalities.ico IS 'null: unknown';

CREATE TABLE populations (
  municipality_code text NOT NULL REFERENCES municipalities,
  as_of             date NOT NULL,
  inhabitants       integer NOT NULL CHECK (inhabitants >= 0),
  PRIMARY KEY (municipality_code, as_of));
COMMENT ON TABLE populations IS 'shared: inhabitants of a municipality on a day';

CREATE TABLE associations (
  id             uuid PRIMARY KEY,
  ico            text NOT NULL UNIQUE CHECK (ico ~ '^[0-9]{8}$'),
  name           text COLLATE "cs-x-icu" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_plain     text NOT NULL GENERATED ALWAYS AS (plain_letters(name)) STORED,
  district_code  text REFERENCES districts,
  founded_on     date,
  dissolved_on   date CHECK (dissolved_on > founded_on),
  community_from date NOT NULL DEFAULT 'infinity',
  UNIQUE (id, community_from));
CREATE INDEX associations_by_name ON associations (name, ico);
COMMENT ON TABLE  associations IS 'shared: dobrovolný svazek obcí (§ 49 of Act 128/2000) or společenství obcí (§ 53a); a tenant renames itself';
COMMENT ON COLUMN associations.name_plain IS 'what a search by name looks through';
COMMENT ON COLUMN associations.district_code IS 'of its seat; null: unknown';
COMMENT ON COLUMN associations.founded_on IS 'null: on an unknown day';
COMMENT ON COLUMN associations.dissolved_on IS 'null: it exists';
COMMENT ON COLUMN associations.community_from IS 'the day it became a společenství; infinity: an ordinary DSO. A day and not a kind: what was lawful before the conversion stays lawful';

CREATE TABLE association_memberships (
  id                uuid PRIMARY KEY,
  association_id    uuid NOT NULL,
  municipality_code text NOT NULL REFERENCES municipalities,
  joined_on         date,
  left_on           date CHECK (left_on > joined_on),
  community_from    date NOT NULL DEFAULT 'infinity',   -- infinity and not null: a foreign key with a null isn't checked
  UNIQUE (association_id, id),
  CONSTRAINT membership_of_an_association FOREIGN KEY (association_id, community_from)
    REFERENCES associations (id, community_from) ON UPDATE CASCADE,
  CONSTRAINT one_membership_at_a_time EXCLUDE USING gist
    (association_id WITH =, municipality_code WITH =, daterange(joined_on, left_on) WITH &&),
  CONSTRAINT one_community_at_a_time EXCLUDE USING gist
    (municipality_code WITH =, daterange(greatest(joined_on, community_from), left_on) WITH &&)
    WHERE (community_from < coalesce(left_on, 'infinity')));
CREATE INDEX association_memberships_by_municipality ON association_memberships (municipality_code, id);
COMMENT ON TABLE  association_memberships IS 'shared: which municipality belongs to which association; a tenant writes those of its association. The sub-tenants are `members`';
COMMENT ON COLUMN association_memberships.joined_on IS 'null: since a day nobody knows';
COMMENT ON COLUMN association_memberships.left_on IS 'the first day it no longer belongs; null: it does';
COMMENT ON COLUMN association_memberships.community_from IS 'kept equal to the association''s by the foreign key, for § 53b(3): in one společenství only';

CREATE TABLE services (
  code              text PRIMARY KEY CHECK (code ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$' AND length(code) <= 40),
  area              text NOT NULL CHECK (area IN ('LEGAL', 'PROCUREMENT', 'GRANTS', 'DATA_PROTECTION', 'DEVELOPMENT',
    'DELEGATED_ADMINISTRATION', 'FINANCE', 'CITIZENS', 'INFORMATION', 'SAFETY', 'IT', 'TRAINING')),
  name_cs           text NOT NULL CHECK (length(name_cs) BETWEEN 1 AND 200),
  name_en           text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 200),
  competence        text NOT NULL CHECK (competence IN ('OWN', 'DELEGATED', 'BOTH')),
  first_answer_days integer NOT NULL CHECK (first_answer_days BETWEEN 1 AND 250),
  close_days        integer NOT NULL CHECK (close_days BETWEEN 1 AND 250),
  secrecy           text NOT NULL CHECK (secrecy IN ('OPEN', 'CONFIDENTIAL', 'DPO')),
  disposal          text NOT NULL CHECK (disposal IN ('A', 'S', 'V')),
  retention_years   integer NOT NULL CHECK (retention_years BETWEEN 1 AND 100));
COMMENT ON TABLE  services IS 'shared: the national catalogue of services';
COMMENT ON COLUMN services.close_days IS 'Czech working days until it should be closed';
COMMENT ON COLUMN services.secrecy IS 'of a request that is filed under it';
COMMENT ON COLUMN services.disposal IS 'skartační znak: A archive, S shred, V choose';
