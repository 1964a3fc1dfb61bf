-- Puts the mark of revocation in a session's place.
-- KEYS: session. ARGV: milliseconds to keep the mark.
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'revoked', '1')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
