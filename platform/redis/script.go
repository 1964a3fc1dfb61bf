package redis

import (
	_ "embed" // the scripts

	goredis "github.com/redis/go-redis/v9"
)

// The scripts. Each touches keys of one slot only, and sending one twice, as
// happens when a connection is lost before the reply, does no harm.
var (
	//go:embed lua/lease.lua
	leaseLua string
	//go:embed lua/store.lua
	storeLua string
	//go:embed lua/release.lua
	releaseLua string
	//go:embed lua/session_put.lua
	sessionPutLua string
	//go:embed lua/session_get.lua
	sessionGetLua string
	//go:embed lua/session_revoke.lua
	sessionRevokeLua string
	//go:embed lua/gcra.lua
	gcraLua string
	//go:embed lua/slidinglog.lua
	slidingLogLua string

	leaseScript         = goredis.NewScript(leaseLua)
	storeScript         = goredis.NewScript(storeLua)
	releaseScript       = goredis.NewScript(releaseLua)
	sessionPutScript    = goredis.NewScript(sessionPutLua)
	sessionGetScript    = goredis.NewScript(sessionGetLua)
	sessionRevokeScript = goredis.NewScript(sessionRevokeLua)
	gcraScript          = goredis.NewScript(gcraLua)
	slidingLogScript    = goredis.NewScript(slidingLogLua)
)
