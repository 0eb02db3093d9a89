DROP TABLE rollout_tenants;
DROP TABLE rollout_waves;
DROP TABLE rollouts;
