DROP TABLE operation_tallies;
