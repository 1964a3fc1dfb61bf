-- Generic cell rate algorithm, by the server's clock, in microseconds.
-- KEYS: theoretical arrival time. ARGV: interval between two requests, window
-- (the interval times the burst), how many permits are wanted, how long they
-- may be kept if more than one is granted.
-- Returns how many are granted, how many more remain, when all do again, and
-- when to try again if none is granted.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local wanted, life = tonumber(ARGV[3]), tonumber(ARGV[4])
local tat = tonumber(redis.call('GET', KEYS[1]) or now)
-- Not in the past, and after a failover to a slower clock not beyond a window.
tat = math.min(math.max(tat, now), now + window)
local early = tat + interval - window - now
if early > 0 then
  return {0, 0, tat - now, early}
end
local granted = 1
if wanted > 1 then
  -- Who may use permits later is charged as if it did so at the last moment:
  -- otherwise permits kept and permits grown meanwhile would be too many at
  -- once. A batch is a quarter of what remains at most.
  local last = math.max(tat, now + life)
  local batch = math.min(wanted, math.floor((now + window - last) / interval / 4))
  if batch > 1 then
    granted, tat = batch, last
  end
end
tat = tat + granted * interval
redis.call('SET', KEYS[1], string.format('%.0f', tat), 'PX', math.ceil((tat - now) / 1000))
return {granted, math.floor((window - (tat - now)) / interval), tat - now, 0}
