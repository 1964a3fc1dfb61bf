-- Stores a copy of a session, unless it was revoked.
-- KEYS: session. ARGV: data, idle milliseconds, end in milliseconds since 1970.
-- Returns 1, or 0 when the session is revoked or over.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ttl = math.min(tonumber(ARGV[2]), tonumber(ARGV[3]) - now)
if ttl < 1 or redis.call('HEXISTS', KEYS[1], 'revoked') == 1 then
  return 0
end
redis.call('HSET', KEYS[1], 'data', ARGV[1], 'idle', ARGV[2], 'end', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ttl)
return 1
