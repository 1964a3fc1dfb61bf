-- Exact sliding log, by the server's clock, in microseconds.
-- KEYS: log. ARGV: id of this attempt, limit, window.
-- Returns whether it is allowed, how many more are, when all are again, and
-- when to try again.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, window = tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
local count = redis.call('ZCARD', KEYS[1])
local allowed = 0
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  allowed = 1 -- the same attempt again, after its reply was lost
elseif count < limit then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
  redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
  count, allowed = count + 1, 1
end
local oldest = tonumber(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2])
local newest = tonumber(redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2])
local retry = 0
if allowed == 0 then
  retry = oldest + window - now
end
return {allowed, math.max(limit - count, 0), newest + window - now, retry}
