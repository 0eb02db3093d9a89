DROP TABLE boundaries, association_labels, municipality_extended_powers;
ALTER TABLE authorised_office_districts DROP ruian_code;
ALTER TABLE districts DROP ruian_code;
COMMENT ON COLUMN municipalities.extended_powers_code IS NULL;
ALTER TABLE municipalities DROP valid_until, DROP valid_from;
