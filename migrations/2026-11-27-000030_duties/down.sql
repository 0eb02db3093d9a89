DROP TABLE duty_attendances;
DROP TABLE duty_records;
