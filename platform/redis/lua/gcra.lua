-- Generic cell rate algorithm, by the server's clock, in microseconds.
-- KEYS: theoretical arrival time. ARGV: interval between two requests, window
-- (the interval times the burst).
-- Returns whether it is allowed, how many more are, when all are again, and
-- when to try again.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local tat = tonumber(redis.call('GET', KEYS[1]) or now)
-- Not in the past, and after a failover to a slower clock not beyond a window.
tat = math.min(math.max(tat, now), now + window)
local early = tat + interval - window - now
if early > 0 then
  return {0, 0, tat - now, early}
end
tat = tat + interval
redis.call('SET', KEYS[1], string.format('%.0f', tat), 'PX', math.ceil((tat - now) / 1000))
return {1, math.floor((window - (tat - now)) / interval), tat - now, 0}
