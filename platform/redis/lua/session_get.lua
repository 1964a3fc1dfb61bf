-- Returns a session's data and how many milliseconds it has left, after putting
-- its expiry off; or false.
-- KEYS: session.
local s = redis.call('HMGET', KEYS[1], 'data', 'idle', 'end')
if not s[1] then
  return false
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = math.min(tonumber(s[2]), tonumber(s[3]) - now)
if left < 1 then
  return false
end
redis.call('PEXPIRE', KEYS[1], left)
return {s[1], left}
