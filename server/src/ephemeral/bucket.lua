-- Takes one from a bucket, or looks whether there is one, by the time of this server, so that all who share it agree.
-- The same arithmetic as `step` in bucket.rs, which explains it; in microseconds.
-- KEYS[1]: the bucket. ARGV: from one to the next; how many at once; 1 to take, 0 to look.
-- Answers how long to wait (0: there was one) and how long until it is full.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[1])
local whole = interval * tonumber(ARGV[2])
local full_at = tonumber(redis.call('GET', KEYS[1]) or 0)
full_at = math.min(math.max(full_at, now), now + whole)
local taken = full_at + interval
local wait = math.max(taken - (now + whole), 0)
if wait == 0 and ARGV[3] == '1' then
  full_at = taken
  -- By itself Lua writes 14 digits, and an instant has 16. What is full is the same as what isn't there.
  redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
end
return { wait, full_at - now }
