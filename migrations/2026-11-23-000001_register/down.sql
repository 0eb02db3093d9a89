DROP TABLE services, association_memberships, associations, populations, municipalities, authorised_office_districts,
  extended_powers_districts, districts, regions;
DROP FUNCTION plain_letters(text);
DROP FUNCTION nation_id();
DROP EXTENSION btree_gist;
