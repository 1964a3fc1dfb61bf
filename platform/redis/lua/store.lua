-- Stores an entry if the caller still has the lease: an invalidation takes the
-- lease away, so what was read before it can't be stored after it.
-- KEYS: lease, entry. ARGV: token, entry, its milliseconds.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
redis.call('DEL', KEYS[1])
return 1
