package e2e_test

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestDoctor_is_green_on_the_demo(t *testing.T) {
	t.Parallel()
	out, code := sharedShop(t).command(t, "doctor", "--demo")
	if code != 0 {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

func TestDoctor_is_red_and_says_why(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "data")
	for _, tc := range []struct {
		name, env string
		// fault is what the line with the fault is about, and why its reason.
		fault, why string
	}{
		{"MongoDB is away", "MONGO_URL=mongodb://" + freeAddr() + "/shop", "MongoDB", "MONGO_URL"},
		{"Redis is away", "REDIS_URL=redis://" + freeAddr() + "/0", "Redis", "REDIS_URL"},
		{"the configuration is faulty", "SHOP_CURRENCY=EURO", "configuration", "SHOP_CURRENCY"},
		{"Node.js is away", "PATH=" + t.TempDir(), "MongoDB", "Node.js"},
		{"the engine is not installed", "XDG_CACHE_HOME=" + missing, "MongoDB", "shop setup"},
		{"the data directory is missing", "SHOP_DATA_DIR=" + missing, "disk", missing},
		{"the data directory can't be written", "SHOP_DATA_DIR=/proc", "disk", "can't be written"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			out, code := newShop(t, tc.env).command(t, "doctor", "--demo")
			line := regexp.MustCompile(`(?m)^FAULT +` + tc.fault + ` .*(\n .*)*`).FindString(out)
			if code != 1 || !strings.Contains(line, tc.why) {
				t.Errorf("exit code %d, want 1 and a fault of %s that tells of %s:\n%s", code, tc.fault, tc.why, out)
			}
			if _, err := os.Stat(missing); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the doctor made what was missing (%v)", err)
			}
		})
	}
}

func TestDoctor_starts_nothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	out, code := s.command(t, "doctor", "--demo")
	if code != 0 || !strings.Contains(out, "starts with the shop") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if left, err := os.ReadDir(s.dir); err != nil || len(left) > 0 {
		t.Errorf("it left %v in the data directory (%v)", left, err)
	}
}

func TestKill9_in_the_middle_loses_no_order(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	app := newClient(t, s)
	p := app.stocked(1)
	sku, before := p.Variants[0].SKU, *p.Variants[0].Available
	app.add(sku, 1)
	placed := app.buy("crash@example.com", "crash-key-1")
	app.add(sku, 1)
	request, key := app.checkout("crash@example.com"), header("Idempotency-Key: crash-key-2")

	// The shop dies while the second order is on its way, and the app tries
	// the same again.
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		app.attempt(http.MethodPost, "/api/checkout", request, key)
	}()
	s.kill()
	<-sent
	s.start(t)

	app.want(http.StatusOK, http.MethodGet, "/api/orders/"+placed.Number, nil, header("Order-Token: "+placed.OrderToken))
	var again order
	if r := app.do(http.MethodPost, "/api/checkout", request, key); r.status != http.StatusCreated && r.status != http.StatusOK {
		t.Fatalf("the same again after the crash: %d: %s", r.status, r.body)
	} else {
		r.into(t, &again)
	}
	if again.Status != "paid" {
		t.Errorf("the order after the crash is %+v", again)
	}
	eventually(t, "two units are sold, whatever was repeated", func() bool {
		return *app.find(p.Slug).Variants[0].Available == before-2
	})
}
