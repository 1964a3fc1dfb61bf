package redis

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"time"
)

// defaultPrefix begins every key and channel. Another one in the URL
// (?prefix=) lets several shops share a server.
const defaultPrefix = "shop:"

var prefixPattern = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,32}$`)

func validPrefix(s string) bool { return prefixPattern.MatchString(s) }

// Family is a kind of key. A key is the prefix, the family's name and an id in
// braces, such as "shop:product:{p1}". The braces are the slot tag: all keys of
// one id are in one slot of a cluster, so one script may touch them together.
type Family struct {
	// Name follows the prefix: "product".
	Name string
	// Type is Redis's: "string", "hash" or "zset".
	Type string
	// ID says what is between the braces.
	ID string
	// TTL is the longest a key stays; no key is without one.
	TTL time.Duration
	// MaxBytes is the largest value as it is stored, compressed or not. Larger
	// ones are not stored.
	MaxBytes int
	// MaxArbitrary is how many keys that callers can make up, such as searches
	// and addresses of nothing, an instance adds at once and then per TTL. More
	// are kept in memory only.
	MaxArbitrary int
	// Holds says what the value is.
	Holds string
}

// The families that caches are made for; see [NewCache].
var (
	Products = Family{
		Name: "product", Type: "string", ID: "product's id or slug", TTL: 30 * time.Minute, MaxBytes: 256 << 10, MaxArbitrary: 1000,
		Holds: "a product as the catalogue shows it",
	}
	ProductLists = Family{
		Name: "products", Type: "string", ID: "canonical query", TTL: 5 * time.Minute, MaxBytes: 512 << 10, MaxArbitrary: 500,
		Holds: "a page of products with its facets",
	}
	Categories = Family{
		Name: "categories", Type: "string", ID: "what of the tree", TTL: 30 * time.Minute, MaxBytes: 512 << 10,
		Holds: "the tree of categories",
	}
	SiteMap = Family{
		Name: "sitemap", Type: "string", ID: "what of the site map", TTL: 30 * time.Minute, MaxBytes: 2 << 20,
		Holds: "the slugs of the products in the site map",
	}
)

// The families that this package fills itself.
var (
	generations = Family{
		Name: "generation", Type: "string", ID: "family's name", TTL: 24 * time.Hour, MaxBytes: generationSize,
		Holds: "the random id that the family's entries must carry",
	}
	leases = Family{
		Name: "lease", Type: "string", ID: "as the entry's", TTL: leaseTTL, MaxBytes: 64,
		Holds: "who may store the entry; the entry's family follows the name",
	}
	sessions = Family{
		Name: "session", Type: "hash", ID: "hash of the token", TTL: time.Hour, MaxBytes: 16 << 10,
		Holds: "a copy of a session, or the mark that it was revoked",
	}
	rateLimits = Family{
		Name: "ratelimit", Type: "string", ID: "limit:caller", TTL: 24 * time.Hour, MaxBytes: 32,
		Holds: "the theoretical arrival time (GCRA), in microseconds",
	}
	attempts = Family{
		Name: "attempts", Type: "zset", ID: "limit:caller", TTL: 24 * time.Hour, MaxBytes: 64 << 10, // see maxLogged
		Holds: "the times of the attempts of the last window",
	}
)

// Families lists every family there is.
func Families() []Family {
	return []Family{Products, ProductLists, Categories, SiteMap, generations, leases, sessions, rateLimits, attempts}
}

// Channel is a publish/subscribe channel, named without the prefix.
type Channel string

// The channels. Messages are JSON; each may be lost.
const (
	// Live hints of the modules, whose contracts have the payloads.
	OrderNew       Channel = "order:new"
	OrderStatus    Channel = "order:status"
	CartChanged    Channel = "cart:changed"
	ProductChanged Channel = "product:changed"
	ProductStock   Channel = "product:stock"
	ProductLow     Channel = "product:low-stock"
	SessionChanged Channel = "session:changed"
	// OutboxWake asks other instances to help with waiting events.
	OutboxWake Channel = "outbox:wake"

	// cacheInvalid names entries and families that changed.
	cacheInvalid Channel = "cache:invalid"
	// heartbeat proves to its sender that hints arrive.
	heartbeat Channel = "heartbeat"
)

// LiveChannels are those that carry the modules' hints to open pages.
func LiveChannels() []Channel {
	return []Channel{OrderNew, OrderStatus, CartChanged, ProductChanged, ProductStock, ProductLow, SessionChanged}
}

// Channels lists every channel there is. The heartbeat has one per instance.
func Channels() []Channel {
	return append(LiveChannels(), OutboxWake, cacheInvalid, heartbeat)
}

// channelTag is the slot tag of all channels on a cluster, where messages are
// sharded: so one connection, to the master of that slot, hears them all.
const channelTag = "{pubsub}:"

// key returns the key of an id that is canonical already.
func (f Family) key(prefix, id string) string {
	return prefix + f.Name + ":{" + id + "}"
}

// leaseKey returns the key of the lease on the entry with that id. It has the
// slot tag of the entry.
func (f Family) leaseKey(prefix, id string) string {
	return prefix + leases.Name + ":" + f.Name + ":{" + id + "}"
}

const maxPlainID = 120

// canonicalID returns id where it is short and plain, and a hash of it
// otherwise, so that no caller decides how long a key gets or which slot tag it
// has. Different ids stay different.
func canonicalID(id string) string {
	if len(id) <= maxPlainID && id != "" && strings.IndexFunc(id, oddInID) < 0 {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "#" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// oddInID is true for '#', which begins hashes, for braces and whatever is not
// printed.
func oddInID(r rune) bool {
	return r <= ' ' || r > '~' || r == '{' || r == '}' || r == '#'
}
