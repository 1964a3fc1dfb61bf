package config

import (
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"time"
)

// Config is the whole configuration, checked.
type Config struct {
	// Addr is where shoppers are served: "host:port" or ":port".
	Addr string
	// OpsAddr serves metrics and profiles; it is never public.
	OpsAddr string
	// DataDir holds embedded databases, uploads and the search index.
	DataDir string
	// BaseURL is the shop's own address, without a trailing slash; https makes
	// the cookies secure.
	BaseURL string
	// MongoURL and RedisURL are empty where none is given.
	MongoURL, RedisURL string
	// RateAPI limits each caller of the API, RateLogin each sign-in.
	RateAPI, RateLogin Rate
	// AdminEmail and AdminPassword create the owner of a shop without staff.
	AdminEmail, AdminPassword string
	// TrustedProxies are those whose forwarding headers are believed.
	TrustedProxies []netip.Prefix
	// Name is what the shop is called, on pages and in mail.
	Name string
	// Currency is the shop's main one, an ISO 4217 code.
	Currency string
	// TimeZone is where the shop's day begins and what its pages' times are in.
	TimeZone *time.Location
	// SMTPURL sends the mail (smtp:// or smtps://); empty keeps it in the shop.
	SMTPURL string
	// MailFrom is the sender of the shop's mail.
	MailFrom string
	// TestPaymentsURL is where the test payment provider runs as a program of
	// its own; empty keeps its ledger in the shop's database.
	TestPaymentsURL string
	// StripeKey is the Stripe account's secret key, StripeWebhookSecret what it
	// signs webhooks with; both are empty where there is none.
	StripeKey, StripeWebhookSecret string
	// StripeURL is where Stripe's API is; empty for Stripe's own.
	StripeURL string
	// WebhookNetworks are those of the shop's own in which receivers of webhooks
	// may be, besides the public Internet.
	WebhookNetworks []netip.Prefix
	// OfflinePayments are the ways to pay outside the program that are offered
	// until staff choose: "transfer", "cash-on-delivery".
	OfflinePayments []string
	// Demo is set by the command line, not by the environment.
	Demo bool
}

// Secure reports whether shoppers reach the shop over https.
func (c Config) Secure() bool {
	return strings.HasPrefix(c.BaseURL, "https://")
}

// Format prints the configuration for people, whatever the verb, with its
// secrets replaced.
func (c Config) Format(f fmt.State, _ rune) {
	for _, a := range c.public() {
		_, _ = fmt.Fprintf(f, "%s=%s\n", a.Key, a.Value)
	}
}

// LogValue implements [slog.LogValuer] with the secrets replaced.
func (c Config) LogValue() slog.Value { return slog.GroupValue(c.public()...) }

func (c Config) public() []slog.Attr {
	return []slog.Attr{
		slog.String("SHOP_ADDR", c.Addr),
		slog.String("SHOP_OPS_ADDR", c.OpsAddr),
		slog.String("SHOP_DATA_DIR", c.DataDir),
		slog.String("SHOP_BASE_URL", c.BaseURL),
		slog.String("MONGO_URL", Redact(c.MongoURL)),
		slog.String("REDIS_URL", Redact(c.RedisURL)),
		slog.String("SHOP_RATE_API", c.RateAPI.String()),
		slog.String("SHOP_RATE_LOGIN", c.RateLogin.String()),
		slog.String("SHOP_ADMIN_EMAIL", c.AdminEmail),
		slog.String("SHOP_ADMIN_PASSWORD", hidden(c.AdminPassword)),
		slog.String("TRUSTED_PROXIES", fmt.Sprint(c.TrustedProxies)),
		slog.String("SHOP_NAME", c.Name),
		slog.String("SHOP_CURRENCY", c.Currency),
		slog.String("SHOP_TIME_ZONE", c.TimeZone.String()),
		slog.String("SHOP_SMTP_URL", Redact(c.SMTPURL)),
		slog.String("SHOP_MAIL_FROM", c.MailFrom),
		slog.String("SHOP_TEST_PAYMENTS_URL", Redact(c.TestPaymentsURL)),
		slog.String("SHOP_OFFLINE_PAYMENTS", strings.Join(c.OfflinePayments, ",")),
		slog.String("SHOP_STRIPE_KEY", hidden(c.StripeKey)),
		slog.String("SHOP_STRIPE_WEBHOOK_SECRET", hidden(c.StripeWebhookSecret)),
		slog.String("SHOP_STRIPE_URL", Redact(c.StripeURL)),
		slog.String("SHOP_WEBHOOK_NETWORKS", fmt.Sprint(c.WebhookNetworks)),
	}
}

func hidden(secret string) string {
	if secret == "" {
		return ""
	}
	return "***"
}

// Redact returns a URL without its secrets, for logs; text that is no URL is
// hidden as a whole.
func Redact(raw string) string {
	scheme, rest, found := strings.Cut(raw, "://")
	if !found {
		return hidden(raw)
	}
	rest, query, hasQuery := strings.Cut(rest, "?")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		user, _, hasPassword := strings.Cut(rest[:at], ":")
		if hasPassword {
			user += ":***"
		}
		rest = user + rest[at:]
	}
	if hasQuery {
		rest += "?" + redactQuery(query)
	}
	return scheme + "://" + rest
}

func redactQuery(query string) string {
	options := strings.Split(query, "&")
	for i, option := range options {
		name, _, _ := strings.Cut(option, "=")
		if secretOption(strings.ToLower(name)) {
			options[i] = name + "=***"
		}
	}
	return strings.Join(options, "&")
}

// secretOption reports whether a URL's option may hold a secret.
func secretOption(name string) bool {
	return strings.Contains(name, "pass") || strings.Contains(name, "secret") || strings.Contains(name, "auth")
}
