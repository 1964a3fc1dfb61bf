package redis_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

func TestClient_speaks_TLS_with_whom_it_trusts(t *testing.T) {
	t.Parallel()
	at, ca := redistest.TLS(t)
	for name, url := range map[string]string{
		"standalone": at + "?ca=" + url.QueryEscape(ca),
		"Sentinel":   redistest.SentinelTLS(t),
	} {
		a, b := redistest.Connect(t, url), redistest.Connect(t, url)
		redis.NewSessions[string](a).Put(t.Context(), "s", "data", time.Minute, time.Now().Add(time.Hour))
		if got, ok := redis.NewSessions[string](b).Get(t.Context(), "s"); !ok || got != "data" {
			t.Errorf("%s: the session is %q, %v", name, got, ok)
		}
		topic, _ := listen(a)
		_, box := listen(b)
		if err := topic.Publish(t.Context(), "hello"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		redistest.WaitFor(t, name+": the message", func() bool { return box.has("hello") })
	}
}

func TestClient_refuses_a_server_that_nobody_vouches_for(t *testing.T) {
	t.Parallel()
	at, _ := redistest.TLS(t)
	log := &logBuffer{}
	c := connect(t, at, log)
	redistest.WaitFor(t, "the line", func() bool { return log.count("redis: away") > 0 })
	redistest.WaitFor(t, "the refusal", func() bool { // on a busy machine some tries end before it
		err := c.Ping(t.Context())
		return err != nil && strings.Contains(err.Error(), "certificate")
	})
	time.Sleep(time.Second) // for lines that should not come
	if c.State() != redis.StateAway || log.count("\n") != 1 {
		t.Errorf("state %s, which is to be said once:\n%s", c.State(), log)
	}
}
