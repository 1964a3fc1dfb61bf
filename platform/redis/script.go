package redis

import (
	_ "embed" // the scripts
	"slices"

	goredis "github.com/redis/go-redis/v9"
)

// The scripts. Each touches keys of one slot only. One is sent twice when a
// connection is lost before the reply: that changes nothing more, except that
// gcra charges again, so that a caller may do a little less than the limit.
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

	leaseScript         = script("lease", leaseLua)
	storeScript         = script("store", storeLua)
	releaseScript       = script("release", releaseLua)
	sessionPutScript    = script("session_put", sessionPutLua)
	sessionGetScript    = script("session_get", sessionGetLua)
	sessionRevokeScript = script("session_revoke", sessionRevokeLua)
	gcraScript          = script("gcra", gcraLua)
	slidingLogScript    = script("slidinglog", slidingLogLua)
)

// scripts are their names, by hash and by text.
var scripts = make(map[string]string)

func script(name, lua string) *goredis.Script {
	s := goredis.NewScript(lua)
	scripts[s.Hash()], scripts[lua] = name, name
	return s
}

// plain are the commands that are sent outside of scripts.
var plain = []string{"get", "set", "unlink", "publish", "spublish", "scan", "memory"}

// otherCommand is what the others count as.
const otherCommand = "other"

// commandName is what a command counts as: a script by its name, and what this
// package doesn't send by itself as "other", so that there are few.
func commandName(cmd goredis.Cmder) string {
	name := cmd.Name()
	if args := cmd.Args(); len(args) > 1 && (name == "evalsha" || name == "eval") {
		if source, ok := args[1].(string); ok && scripts[source] != "" {
			return scripts[source]
		}
	}
	if slices.Contains(plain, name) {
		return name
	}
	return otherCommand
}

// pipelineName is what a pipeline counts as: the last of its commands, which is
// what it is for.
func pipelineName(cmds []goredis.Cmder) string {
	if len(cmds) == 0 {
		return otherCommand
	}
	return commandName(cmds[len(cmds)-1])
}
