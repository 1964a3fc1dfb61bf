package config_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shop/platform/config"
)

func load(t *testing.T, environ ...string) config.Config {
	t.Helper()
	c, err := config.Load(environ)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func faults(t *testing.T, environ ...string) []string {
	t.Helper()
	_, err := config.Load(environ)
	var e *config.Error
	if !errors.As(err, &e) {
		t.Fatalf("Load(%q) = %v, want its faults", environ, err)
	}
	return e.Faults
}

func TestLoad(t *testing.T) {
	t.Run("has defaults for everything", func(t *testing.T) {
		want := config.Config{
			Addr: ":8080", OpsAddr: "127.0.0.1:9090", DataDir: ".data", BaseURL: "http://localhost:8080",
			RateAPI:   config.Rate{Limit: 100, Per: time.Minute},
			RateLogin: config.Rate{Limit: 5, Per: 15 * time.Minute},
			Name:      "Linden", Currency: "EUR", TimeZone: time.UTC,
			OfflinePayments: []string{"transfer"},
		}
		zones := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
		prefixes := cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })
		if diff := cmp.Diff(want, load(t), prefixes, zones); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("takes an empty variable for an unset one", func(t *testing.T) {
		if got := load(t, "SHOP_ADDR=", "SHOP_CURRENCY= ").Addr; got != ":8080" {
			t.Errorf("Addr = %q", got)
		}
	})
	t.Run("makes the base URL from the address", func(t *testing.T) {
		for addr, want := range map[string]string{
			":9000": "http://localhost:9000", "0.0.0.0:81": "http://localhost:81",
			"[::]:81": "http://localhost:81", "10.1.2.3:80": "http://10.1.2.3:80",
		} {
			if got := load(t, "SHOP_ADDR="+addr).BaseURL; got != want {
				t.Errorf("%s: %q, want %q", addr, got, want)
			}
		}
	})
	t.Run("knows from the base URL whether cookies are secure", func(t *testing.T) {
		c := load(t, "SHOP_BASE_URL=https://shop.example.org/")
		if c.BaseURL != "https://shop.example.org" || !c.Secure() || load(t).Secure() {
			t.Errorf("%q, secure: %v", c.BaseURL, c.Secure())
		}
	})
	t.Run("reads networks and single addresses of proxies", func(t *testing.T) {
		got := fmt.Sprint(load(t, "TRUSTED_PROXIES=10.1.2.3/8, 192.168.1.7,2001:db8::/32").TrustedProxies)
		if got != "[10.0.0.0/8 192.168.1.7/32 2001:db8::/32]" {
			t.Error(got)
		}
	})
	t.Run("reads the networks of webhooks", func(t *testing.T) {
		got := fmt.Sprint(load(t, "SHOP_WEBHOOK_NETWORKS=10.1.2.3/8,127.0.0.1").WebhookNetworks)
		if got != "[10.0.0.0/8 127.0.0.1/32]" || len(load(t).WebhookNetworks) != 0 {
			t.Error(got)
		}
	})
	t.Run("accepts every form of database URL", func(t *testing.T) {
		for _, url := range []string{
			"MONGO_URL=mongodb://localhost", "MONGO_URL=mongodb+srv://u:p%40ss@cluster.example.org/shop?w=majority",
			"MONGO_URL=mongodb://a:27017,b:27018,c/shop?replicaSet=rs", "MONGO_URL=mongodb://%2Ftmp%2Fm.sock/?directConnection=true",
			"REDIS_URL=redis://:secret@localhost:6379/1", "REDIS_URL=rediss://r.example.org",
			"REDIS_URL=redis+sentinel://a:26379,b:26379/?master=shop", "REDIS_URL=unix:///run/redis.sock?prefix=x",
			"REDIS_URL=redis://[::1]:6379", "SHOP_SMTP_URL=smtps://u:p@mail.example.org:465",
		} {
			load(t, url, "SHOP_MAIL_FROM=shop@example.org")
		}
	})
}

func TestLoad_Faults(t *testing.T) {
	for environ, want := range map[string]string{
		"SHOP_ADDR=8080":                              "SHOP_ADDR: ",
		"SHOP_ADDR=:http":                             "SHOP_ADDR: ",
		"SHOP_ADDR=:70000":                            "SHOP_ADDR: ",
		"SHOP_OPS_ADDR=localhost":                     "SHOP_OPS_ADDR: ",
		"SHOP_BASE_URL=shop.example.org":              "SHOP_BASE_URL: it is no web address",
		"SHOP_BASE_URL=ftp://shop.example.org":        "SHOP_BASE_URL: it is no web address",
		"SHOP_BASE_URL=https://shop.example.org/shop": "SHOP_BASE_URL: the shop is served from the root",
		"MONGO_URL=localhost:27017":                   "MONGO_URL: it must start with mongodb://",
		"MONGO_URL=mongodb://":                        "MONGO_URL: it names no host",
		"MONGO_URL=mongodb://u:p%zz@h":                "MONGO_URL: it can't be read",
		"MONGO_URL=mongodb://h:port":                  "MONGO_URL: ",
		"MONGO_URL=mongodb://h:99999":                 `MONGO_URL: "99999" is no port`,
		"REDIS_URL=http://localhost":                  "REDIS_URL: it must start with redis://",
		"REDIS_URL=redis://":                          "REDIS_URL: it names no host",
		"SHOP_RATE_API=100":                           `SHOP_RATE_API: "100" is no rate; write`,
		"SHOP_RATE_API=0/1m":                          "SHOP_RATE_API: 0 is not between",
		"SHOP_RATE_LOGIN=5/quarter":                   `SHOP_RATE_LOGIN: "quarter" is no duration`,
		"SHOP_RATE_LOGIN=501/1m":                      "SHOP_RATE_LOGIN: 501 is more than",
		"SHOP_RATE_LOGIN=5/1ms":                       "SHOP_RATE_LOGIN: ",
		"SHOP_TEST_PAYMENTS_URL=localhost:9300":       "SHOP_TEST_PAYMENTS_URL: it must start with http://",
		"SHOP_OFFLINE_PAYMENTS=shells":                `SHOP_OFFLINE_PAYMENTS: "shells" is no way to pay`,
		"SHOP_STRIPE_KEY=sk_test_1":                   "SHOP_STRIPE_WEBHOOK_SECRET: it is empty although",
		"SHOP_STRIPE_WEBHOOK_SECRET=whsec_1":          "SHOP_STRIPE_KEY: it is empty although",
		"SHOP_ADMIN_EMAIL=owner":                      "SHOP_ADMIN_EMAIL: ",
		"SHOP_ADMIN_PASSWORD=long enough to do":       "SHOP_ADMIN_EMAIL: it is empty although",
		"TRUSTED_PROXIES=10.0.0.0/33":                 `TRUSTED_PROXIES: "10.0.0.0/33" is no network`,
		"SHOP_CURRENCY=eur":                           `SHOP_CURRENCY: "eur" is no currency`,
		"SHOP_CURRENCY=EURO":                          "SHOP_CURRENCY: ",
		"SHOP_TIME_ZONE=Berlin":                       `SHOP_TIME_ZONE: "Berlin" is no time zone`,
		"SHOP_TIME_ZONE=Local":                        "SHOP_TIME_ZONE: ",
		"SHOP_MAIL_FROM=nobody":                       "SHOP_MAIL_FROM: ",
	} {
		t.Run("tells of "+environ, func(t *testing.T) {
			got := faults(t, environ)
			if len(got) != 1 || !strings.HasPrefix(got[0], want) {
				t.Errorf("faults %q, want one with %q", got, want)
			}
		})
	}
	t.Run("are told all at once", func(t *testing.T) {
		got := faults(t, "SHOP_ADDR=x", "MONGO_URL=x", "REDIS_URL=x", "SHOP_RATE_API=x", "SHOP_RATE_LOGIN=x",
			"TRUSTED_PROXIES=x,y", "SHOP_CURRENCY=x", "SHOP_BASE_URL=x")
		if len(got) != 9 {
			t.Errorf("%d faults: %q", len(got), got)
		}
	})
	t.Run("never quote a secret", func(t *testing.T) {
		for _, name := range []string{"MONGO_URL", "REDIS_URL", "SHOP_SMTP_URL"} {
			for _, url := range []string{"x://u:hunter2@h", "mongodb://u:hunter2%zz@h:1", "redis://u:hunter2@", "smtp://u:hunter2@:99999"} {
				if got := fmt.Sprint(faults(t, name+"="+url)); strings.Contains(got, "hunter2") {
					t.Errorf("%s=%s: %s", name, url, got)
				}
			}
		}
	})
}

func TestConfig_prints_no_secret(t *testing.T) {
	c := load(t, "MONGO_URL=mongodb://u:hunter2@h/shop", "REDIS_URL=redis+sentinel://:hunter2@h/?sentinel_password=hunter2",
		"SHOP_ADMIN_EMAIL=o@example.org", "SHOP_ADMIN_PASSWORD=hunter2hunter2",
		"SHOP_SMTP_URL=smtp://u:hunter2@h", "SHOP_MAIL_FROM=s@example.org")
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("config", "config", c)
	for _, printed := range []string{fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s", c, c, c, c), log.String()} {
		if strings.Contains(printed, "hunter2") {
			t.Errorf("a secret is in %s", printed)
		}
		if !strings.Contains(printed, "mongodb://u:***@h/shop") {
			t.Errorf("the rest is missing from %s", printed)
		}
	}
}

func TestRate(t *testing.T) {
	for _, text := range []string{"100/1m", "5/15m", "1/24h", "10/1m30s", "off"} {
		r, err := config.ParseRate(text)
		if err != nil || r.String() != text {
			t.Errorf("%q became %v, %v", text, r, err)
		}
	}
}

func FuzzParseRate(f *testing.F) {
	f.Add("100/1m")
	f.Add("off")
	f.Add("1//1s")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := config.ParseRate(text)
		if err != nil {
			return
		}
		again, err := config.ParseRate(r.String())
		if err != nil || again != r {
			t.Errorf("%q is %v, printed and read again %v, %v", text, r, again, err)
		}
	})
}
