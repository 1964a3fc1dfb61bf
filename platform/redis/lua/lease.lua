-- Takes the lease on an entry, unless the entry is there already.
-- KEYS: lease, entry. ARGV: token, lease's milliseconds, generation, where the
-- generation begins and ends in an entry, '1' when the entry is to be replaced.
-- Returns the entry, 1 (the lease is the caller's), or 0 (it is another's).
local entry = redis.call('GET', KEYS[2])
if entry and ARGV[6] ~= '1' and string.sub(entry, ARGV[4], ARGV[5]) == ARGV[3] then
  return entry
end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return 1
end
return 0
