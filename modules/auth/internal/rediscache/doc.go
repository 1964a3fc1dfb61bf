// Package rediscache keeps copies of sessions, and the log of sign-in attempts,
// in Redis through platform/redis.
//
// Its invariant: nothing is in Redis only, and nothing in it is believed longer
// than session.Trust. authfx and authtest wire it.
package rediscache
