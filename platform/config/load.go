package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/caarlos0/env/v11"

	"shop/platform/money"
)

// raw is the environment as text, so that each value's fault can be told with
// the same care.
type raw struct {
	Addr           string   `env:"SHOP_ADDR" envDefault:":8080"`
	OpsAddr        string   `env:"SHOP_OPS_ADDR" envDefault:"127.0.0.1:9090"`
	DataDir        string   `env:"SHOP_DATA_DIR" envDefault:".data"`
	BaseURL        string   `env:"SHOP_BASE_URL"`
	MongoURL       string   `env:"MONGO_URL"`
	RedisURL       string   `env:"REDIS_URL"`
	RateAPI        Rate     `env:"SHOP_RATE_API" envDefault:"100/1m"`
	RateLogin      Rate     `env:"SHOP_RATE_LOGIN" envDefault:"5/15m"`
	AdminEmail     string   `env:"SHOP_ADMIN_EMAIL"`
	AdminPassword  string   `env:"SHOP_ADMIN_PASSWORD"`
	TrustedProxies []string `env:"TRUSTED_PROXIES"`
	Name           string   `env:"SHOP_NAME" envDefault:"Linden"`
	Currency       string   `env:"SHOP_CURRENCY" envDefault:"EUR"`
	TimeZone       string   `env:"SHOP_TIME_ZONE" envDefault:"UTC"`
	SMTPURL        string   `env:"SHOP_SMTP_URL"`
	MailFrom       string   `env:"SHOP_MAIL_FROM"`
	TestPayments   string   `env:"SHOP_TEST_PAYMENTS_URL"`
	Offline        []string `env:"SHOP_OFFLINE_PAYMENTS" envDefault:"transfer"`
	StripeKey      string   `env:"SHOP_STRIPE_KEY"`
	StripeSecret   string   `env:"SHOP_STRIPE_WEBHOOK_SECRET"`
	StripeURL      string   `env:"SHOP_STRIPE_URL"`
	Webhooks       []string `env:"SHOP_WEBHOOK_NETWORKS"`
}

// Error is everything wrong with a configuration.
type Error struct {
	// Faults are sentences, one per fault, each naming its variable.
	Faults []string
}

// Error lists the faults, one a line.
func (e *Error) Error() string {
	return "the configuration is faulty:\n  - " + strings.Join(e.Faults, "\n  - ")
}

// Load reads the configuration from environ, which has the form of
// [os.Environ]; an empty value counts as unset. Its error is an [*Error] that
// lists all faults.
func Load(environ []string) (Config, error) {
	var r raw
	var l loader
	l.parse(&r, environ)
	c := Config{
		Addr:            l.address("SHOP_ADDR", r.Addr),
		OpsAddr:         l.address("SHOP_OPS_ADDR", r.OpsAddr),
		DataDir:         r.DataDir,
		MongoURL:        l.url("MONGO_URL", r.MongoURL, "mongodb://localhost:27017/shop", "mongodb", "mongodb+srv"),
		RedisURL:        l.url("REDIS_URL", r.RedisURL, "redis://localhost:6379", redisSchemes...),
		RateAPI:         r.RateAPI,
		RateLogin:       r.RateLogin,
		AdminEmail:      l.email("SHOP_ADMIN_EMAIL", r.AdminEmail),
		AdminPassword:   r.AdminPassword,
		TrustedProxies:  l.prefixes("TRUSTED_PROXIES", r.TrustedProxies),
		Name:            l.name("SHOP_NAME", r.Name),
		Currency:        l.currency("SHOP_CURRENCY", r.Currency),
		TimeZone:        l.timeZone("SHOP_TIME_ZONE", r.TimeZone),
		SMTPURL:         l.url("SHOP_SMTP_URL", r.SMTPURL, "smtp://user:password@mail.example.org:587", "smtp", "smtps"),
		MailFrom:        l.email("SHOP_MAIL_FROM", r.MailFrom),
		TestPaymentsURL: l.url("SHOP_TEST_PAYMENTS_URL", r.TestPayments, "http://:secret@127.0.0.1:9300", "http", "https"),
		OfflinePayments: l.offline("SHOP_OFFLINE_PAYMENTS", r.Offline),
		StripeKey:       r.StripeKey,
		StripeURL:       l.url("SHOP_STRIPE_URL", r.StripeURL, "http://127.0.0.1:12111", "http", "https"),
		WebhookNetworks: l.prefixes("SHOP_WEBHOOK_NETWORKS", r.Webhooks),

		StripeWebhookSecret: r.StripeSecret,
	}
	if c.RateLogin.Limit > maxLogins {
		l.fault("SHOP_RATE_LOGIN", "%d is more than the %d tries that are remembered; write off for no limit.", c.RateLogin.Limit, maxLogins)
	}
	c.BaseURL = l.baseURL("SHOP_BASE_URL", r.BaseURL, c.Addr)
	l.owner(c)
	l.stripe(c)
	if len(l.faults) > 0 {
		return Config{}, &Error{Faults: l.faults}
	}
	return c, nil
}

// maxLogins bounds SHOP_RATE_LOGIN, since each try is remembered.
const maxLogins = 500

// redisSchemes are one server (over TCP, TLS or a socket), Sentinel and Cluster.
var redisSchemes = []string{"redis", "rediss", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster", "unix"}

type loader struct{ faults []string }

func (l *loader) fault(name, format string, args ...any) {
	l.faults = append(l.faults, name+": "+fmt.Sprintf(format, args...))
}

func (l *loader) parse(r *raw, environ []string) {
	given := make(map[string]string)
	for name, value := range env.ToMap(environ) {
		if strings.TrimSpace(value) != "" {
			given[name] = strings.TrimSpace(value)
		}
	}
	err := env.ParseWithOptions(r, env.Options{
		Environment: given,
		FuncMap:     map[reflect.Type]env.ParserFunc{reflect.TypeFor[Rate](): l.rate},
	})
	if err == nil {
		return
	}
	var all env.AggregateError
	if !errors.As(err, &all) {
		l.faults = append(l.faults, err.Error())
		return
	}
	for _, e := range all.Errors {
		var p env.ParseError
		if errors.As(e, &p) {
			field, _ := reflect.TypeFor[raw]().FieldByName(p.Name)
			l.fault(field.Tag.Get("env"), "%v; write a number of times per duration, such as 100/1m, or off.", p.Err)
			continue
		}
		l.faults = append(l.faults, e.Error())
	}
}

func (*loader) rate(text string) (any, error) { return ParseRate(text) }

func (l *loader) address(name, text string) string {
	_, port, err := net.SplitHostPort(text)
	if err != nil || (port != "0" && !isPort(port)) {
		l.fault(name, "%q is no address to listen on; write :8080 or 127.0.0.1:8080.", text)
	}
	return text
}

// url checks a database's or mail server's URL. Those may list several hosts or
// name a socket, which net/url refuses, so the hosts are checked by themselves.
func (l *loader) url(name, text, example string, schemes ...string) string {
	if text == "" {
		return ""
	}
	scheme, rest, found := strings.Cut(text, "://")
	if !found || !slices.Contains(schemes, scheme) {
		l.fault(name, "it must start with %s://, as in %s.", strings.Join(schemes, ":// or "), example)
		return text
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	userinfo, hosts := "", rest[:end]
	if at := strings.LastIndex(hosts, "@"); at >= 0 {
		userinfo, hosts = hosts[:at+1], hosts[at+1:]
	}
	switch _, err := url.Parse(scheme + "://" + userinfo + "host" + rest[end:]); {
	case err != nil:
		l.fault(name, "it can't be read as a URL; write it as %s, with special characters in the password percent-encoded.", example)
	case scheme == "unix" && end < len(rest):
	case hosts == "":
		l.fault(name, "it names no host; write it as %s.", example)
	default:
		l.hosts(name, hosts, example)
	}
	return text
}

func (l *loader) hosts(name, hosts, example string) {
	for host := range strings.SplitSeq(hosts, ",") {
		if strings.HasPrefix(strings.ToLower(host), "%2f") {
			continue // a socket's path
		}
		u, err := url.Parse("//" + host)
		if err != nil || u.Hostname() == "" {
			l.fault(name, "%q is no host; write it as %s.", host, example)
			continue
		}
		if port := u.Port(); port != "" && !isPort(port) {
			l.fault(name, "%q is no port; write it as %s.", port, example)
		}
	}
}

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}

func (l *loader) baseURL(name, text, addr string) string {
	if text == "" {
		host := addr
		if strings.HasPrefix(addr, ":") {
			host = "localhost" + addr
		}
		for _, all := range []string{"0.0.0.0:", "[::]:"} {
			if port, ok := strings.CutPrefix(addr, all); ok {
				host = "localhost:" + port
			}
		}
		return "http://" + host
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		l.fault(name, "it is no web address; write it as https://shop.example.org.")
		return text
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		l.fault(name, "the shop is served from the root of its host; leave out all after %s://%s.", u.Scheme, u.Host)
	}
	return u.Scheme + "://" + u.Host
}

func (l *loader) email(name, text string) string {
	if text == "" {
		return ""
	}
	if _, err := mail.ParseAddress(text); err != nil {
		l.fault(name, "%q is no e-mail address.", text)
	}
	return text
}

func (l *loader) prefixes(name string, list []string) []netip.Prefix {
	var out []netip.Prefix
	for _, text := range list {
		text = strings.TrimSpace(text)
		if addr, err := netip.ParseAddr(text); err == nil {
			out = append(out, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			l.fault(name, "%q is no network; write a list such as 10.0.0.0/8,192.168.1.7.", text)
			continue
		}
		out = append(out, p.Masked())
	}
	return out
}

func (l *loader) name(variable, name string) string {
	if n := utf8.RuneCountInString(name); n > 60 || strings.ContainsFunc(name, unicode.IsControl) {
		l.fault(variable, "it is no name for a shop; write at most 60 characters on one line.")
	}
	return name
}

func (l *loader) currency(name, code string) string {
	if !money.ValidCurrency(code) {
		l.fault(name, "%q is no currency; write its ISO 4217 code in capitals, such as EUR.", code)
	}
	return code
}

// timeZone returns the zone of a name. The machine's own ("Local") is refused:
// several instances must agree on when a day begins.
func (l *loader) timeZone(name, text string) *time.Location {
	zone, err := time.LoadLocation(text)
	if err != nil || zone == time.Local {
		l.fault(name, "%q is no time zone; write its name in the tz database, such as Europe/Berlin.", text)
		return time.UTC
	}
	return zone
}

// owner checks what belongs together.
func (l *loader) owner(c Config) {
	if c.AdminPassword != "" && c.AdminEmail == "" {
		l.fault("SHOP_ADMIN_EMAIL", "it is empty although SHOP_ADMIN_PASSWORD is set; give both or neither.")
	}
	if n := len([]rune(c.AdminPassword)); c.AdminPassword != "" && n < 10 {
		l.fault("SHOP_ADMIN_PASSWORD", "it has fewer than 10 characters; take a longer one.")
	}
	if c.SMTPURL != "" && c.MailFrom == "" {
		l.fault("SHOP_MAIL_FROM", "it is empty although SHOP_SMTP_URL is set; give the shop's sender, such as Shop <shop@example.org>.")
	}
}

// offline reads ways to pay outside the program; "none" is none of them.
func (l *loader) offline(name string, given []string) []string {
	var ways []string
	for _, way := range given {
		switch way = strings.TrimSpace(way); way {
		case "transfer", "cash-on-delivery":
			ways = append(ways, way)
		case "none":
		default:
			l.fault(name, "%q is no way to pay outside the shop; write transfer, cash-on-delivery, both with a comma, or none.", way)
		}
	}
	return ways
}

// stripe checks that payments come with what proves their webhooks genuine.
func (l *loader) stripe(c Config) {
	if c.StripeKey != "" && c.StripeWebhookSecret == "" {
		l.fault("SHOP_STRIPE_WEBHOOK_SECRET", "it is empty although SHOP_STRIPE_KEY is set; give the signing secret of the webhook endpoint, as in whsec_....")
	}
	if c.StripeKey == "" && c.StripeWebhookSecret+c.StripeURL != "" {
		l.fault("SHOP_STRIPE_KEY", "it is empty although other settings of Stripe are given; give the secret key, as in sk_live_....")
	}
}
