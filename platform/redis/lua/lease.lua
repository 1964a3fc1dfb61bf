-- Looks at an entry, and takes the lease on it if it is no use.
-- KEYS: lease, entry. ARGV: token, lease's milliseconds, how the entry begins
-- that is to be replaced or '', generation, where the generation begins and ends
-- in an entry.
-- Returns the entry, empty when there is none, and whether the lease is the
-- caller's, maybe since it asked before and the reply was lost.
local entry = redis.call('GET', KEYS[2]) or ''
local useful = false
if entry ~= '' and ARGV[3] ~= '' then
  useful = string.sub(entry, 1, string.len(ARGV[3])) ~= ARGV[3]
elseif entry ~= '' then
  useful = string.sub(entry, tonumber(ARGV[5]), tonumber(ARGV[6])) == ARGV[4]
end
if useful then
  return {entry, 0}
end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) or redis.call('GET', KEYS[1]) == ARGV[1] then
  return {entry, 1}
end
return {entry, 0}
