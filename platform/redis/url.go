package redis

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// topology is how the servers behind a URL are arranged.
type topology int

const (
	standalone topology = iota
	sentinel
	cluster
)

// target is where to connect to, as a URL says it.
type target struct {
	topology         topology
	unix             bool
	addrs            []string
	tls              *tls.Config
	username         string
	password         string
	sentinelPassword string
	master           string
	db               int
	prefix           string
	timeout          time.Duration // of a command; not for a URL to say
	poolSize         int           // connections to each server; nor is this
}

const urlForms = "redis://host:6379, rediss:// for TLS, unix:///path/to/socket, " +
	"redis+sentinel://host1,host2/?master=name or redis+cluster://host1,host2"

// parseURL reads a URL of one of [urlForms]. The path or ?db= selects the
// database, ?prefix= replaces the prefix of all keys, and ?ca= of a rediss URL
// names a file with the certificates, in PEM, that are trusted in the place of
// the system's. Errors are sentences that don't quote the URL, since it may hold
// a password.
func parseURL(raw string) (target, error) {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return target{}, errors.New("redis: the URL has no scheme; write " + urlForms)
	}
	t := target{prefix: defaultPrefix, timeout: commandTimeout, poolSize: poolSize}
	if err := t.readScheme(scheme); err != nil {
		return target{}, err
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	hosts := authority[strings.LastIndex(authority, "@")+1:]
	// Only one host may be in what net/url reads.
	u, err := url.Parse("redis://" + strings.TrimSuffix(authority, hosts) + "host" + tail)
	if err != nil || u.Fragment != "" {
		return target{}, errors.New("redis: the URL can't be read; percent-encode special characters in its password")
	}
	t.username = u.User.Username()
	t.password, _ = u.User.Password()
	if err := t.readHosts(hosts, u.Path); err != nil {
		return target{}, err
	}
	if !t.unix && strings.Trim(u.Path, "/") != "" {
		if err := t.readDB(strings.Trim(u.Path, "/")); err != nil {
			return target{}, err
		}
	}
	return t, t.readOptions(u.RawQuery)
}

func (t *target) readScheme(scheme string) error {
	base, kind, _ := strings.Cut(scheme, "+")
	switch {
	case base == "rediss":
		t.tls = &tls.Config{MinVersion: tls.VersionTLS12}
	case base == "unix" && kind == "":
		t.unix = true
	case base != "redis":
		return fmt.Errorf("redis: the URL's scheme %q is unknown; write %s", scheme, urlForms)
	}
	switch kind {
	case "":
	case "sentinel":
		t.topology = sentinel
	case "cluster":
		t.topology = cluster
	default:
		return fmt.Errorf("redis: the URL's scheme %q is unknown; write %s", scheme, urlForms)
	}
	return nil
}

func (t *target) readHosts(hosts, path string) error {
	if t.unix {
		if path == "" || path == "/" || hosts != "" {
			return errors.New("redis: a unix URL needs the socket's path, as in unix:///run/redis.sock")
		}
		t.addrs = []string{path}
		return nil
	}
	port := "6379"
	if t.topology == sentinel {
		port = "26379"
	}
	for host := range strings.SplitSeq(hosts, ",") {
		addr, err := withPort(host, port)
		if err != nil {
			return err
		}
		t.addrs = append(t.addrs, addr)
	}
	if t.topology == standalone && len(t.addrs) > 1 {
		return errors.New("redis: several hosts need redis+sentinel:// or redis+cluster://")
	}
	return nil
}

// withPort returns host:port, port being the one in host or the standard one.
func withPort(host, standard string) (string, error) {
	u, err := url.Parse("redis://" + host)
	bareIPv6 := err == nil && strings.Contains(u.Hostname(), ":") && !strings.HasPrefix(host, "[")
	if err != nil || u.Host == "" || u.User != nil || u.Path != "" || bareIPv6 {
		return "", errors.New("redis: the URL has a malformed host; write host:port, IPv6 addresses in brackets")
	}
	port := u.Port()
	if port == "" {
		port = standard
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "", errors.New("redis: the URL has a port that is not from 1 to 65535")
	}
	if u.Hostname() == "" {
		return "", errors.New("redis: the URL has no host")
	}
	return net.JoinHostPort(u.Hostname(), port), nil
}

func (t *target) readDB(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return fmt.Errorf("redis: the URL's database %q is no number", text)
	}
	if n > 0 && t.topology == cluster {
		return errors.New("redis: a cluster has database 0 only")
	}
	t.db = n
	return nil
}

func (t *target) readOptions(query string) error {
	options, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("redis: the URL's options after the question mark can't be read")
	}
	for name, values := range options {
		value := values[len(values)-1]
		switch {
		case name == "db":
			if err := t.readDB(value); err != nil {
				return err
			}
		case name == "prefix" && validPrefix(value):
			t.prefix = value
		case name == "prefix":
			return errors.New("redis: the URL's prefix may have letters, digits, '-', '_', '.' and ':', at most 32")
		case name == "ca" && t.tls != nil:
			if t.tls.RootCAs, err = readCA(value); err != nil {
				return err
			}
		case name == "master" && t.topology == sentinel:
			t.master = value
		case name == "sentinel_password" && t.topology == sentinel:
			t.sentinelPassword = value
		default:
			return fmt.Errorf("redis: the URL's option %q is unknown here", name)
		}
	}
	if t.topology == sentinel && t.master == "" {
		return errors.New("redis: a redis+sentinel URL needs the master's name, as in ?master=mymaster")
	}
	return nil
}

func readCA(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("redis: the URL's ca can't be read: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("redis: the URL's ca %s holds no certificate in PEM", file)
	}
	return pool, nil
}

// open returns the driver's client for t, which connects when it is first used.
// Every client of a single server is one of a node that begin makes, and is
// handed to made with it before it is used.
func (t *target) open(begin func() *node, made func(*node, *goredis.Client)) goredis.UniversalClient {
	opts := &goredis.UniversalOptions{
		Addrs: t.addrs, MasterName: t.master, DB: t.db, TLSConfig: t.tls,
		Username: t.username, Password: t.password, SentinelPassword: t.sentinelPassword,
		// RESP2: nothing here needs push messages, and a handshake is shorter.
		Protocol: 2, DisableIdentity: true,
		DialTimeout: dialTimeout, DialerRetries: 1, PoolTimeout: poolTimeout,
		ReadTimeout: t.timeout, WriteTimeout: t.timeout,
		ContextTimeoutEnabled: true, PoolSize: t.poolSize,
		// Retries are the guard's, which knows a lost connection from a slow one.
		MaxRetries: -1, MinRetryBackoff: time.Millisecond, MaxRetryBackoff: retryJitter,
		// A pipeline of ours is a round trip of two commands: the pool's
		// connections will do.
		PipelinePoolSize: -1,
		// Most of what is sent and received is short; what isn't passes them by.
		ReadBufferSize: connBuffer, WriteBufferSize: connBuffer,
	}
	if t.topology == cluster {
		return openCluster(opts.Cluster(), begin, made)
	}
	one := begin()
	opts.OnConnect = one.greet
	var client *goredis.Client
	if t.topology == sentinel {
		client = goredis.NewFailoverClient(opts.Failover())
	} else {
		simple := opts.Simple()
		if t.unix {
			simple.Network = "unix"
		}
		client = goredis.NewClient(simple)
	}
	made(one, client)
	return client
}

func openCluster(opts *goredis.ClusterOptions, begin func() *node, made func(*node, *goredis.Client)) goredis.UniversalClient {
	// Commands without a key go to any node, as they say; none of ours is for
	// all.
	opts.DisableRoutingPolicies = true
	opts.NewClient = func(o *goredis.Options) *goredis.Client {
		one := begin()
		o.OnConnect = one.greet
		client := goredis.NewClient(o)
		made(one, client)
		return client
	}
	many := goredis.NewClusterClient(opts)
	many.AddHook(budgets{})
	return many
}
