package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"shop/platform/config"
	"shop/platform/host"
)

// fleetSize is how many processes a proof runs the shop in.
const fleetSize = 3

// fleet is a shop of several processes of this program, and a payment provider
// outside of them.
type fleet struct {
	cfg config.Config
	// payments is where the provider is, shops where the processes are.
	payments string
	shops    []string
	children []*host.Child
	ending   sync.Once
}

// newFleet chooses the addresses.
func newFleet(cfg config.Config) (*fleet, error) {
	f := &fleet{cfg: cfg}
	addr, err := host.FreeAddr()
	if err != nil {
		return nil, err
	}
	f.payments = "http://:" + rand.Text() + "@" + addr
	for range fleetSize {
		addr, err := host.FreeAddr()
		if err != nil {
			return nil, err
		}
		f.shops = append(f.shops, "http://"+addr)
	}
	return f, nil
}

// start runs the processes and returns when all are ready. The first one makes
// what a new database needs.
func (f *fleet) start(ctx context.Context) error {
	err := f.run("payments", nil, "test-payments", "--file", filepath.Join(f.cfg.DataDir, "payments"), "--notify", strings.Join(f.shops, ","))
	if err != nil {
		return err
	}
	for i, shop := range f.shops {
		name := fmt.Sprintf("shop-%d", i+1)
		env := []string{"SHOP_ADDR=" + strings.TrimPrefix(shop, "http://"), "SHOP_OPS_ADDR=127.0.0.1:0", "SHOP_RATE_API=off", "SHOP_RATE_LOGIN=off"}
		if err := f.run(name, env, "serve"); err != nil {
			return err
		}
		if err := f.ready(ctx, name, shop); err != nil {
			return err
		}
	}
	return nil
}

// run starts one process, which keeps its files and its log in a folder of that
// name.
func (f *fleet) run(name string, env []string, args ...string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	dir := filepath.Join(f.cfg.DataDir, name+".data")
	log, err := os.Create(f.log(name))
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	cmd := exec.CommandContext(context.Background(), program, args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(os.Environ(), "SHOP_DATA_DIR="+dir, "SHOP_BASE_URL=", "SHOP_SMTP_URL=", "SHOP_MAIL_FROM=",
		"SHOP_ADMIN_EMAIL=", "SHOP_ADMIN_PASSWORD=", "SHOP_CURRENCY=EUR", "TRUSTED_PROXIES=",
		"MONGO_URL="+f.cfg.MongoURL, "REDIS_URL="+f.cfg.RedisURL, "SHOP_TEST_PAYMENTS_URL="+f.payments)
	cmd.Env = append(cmd.Env, env...)
	child, err := host.Start(cmd)
	if err != nil {
		return fmt.Errorf("%s can't be started: %w", name, err)
	}
	f.children = append(f.children, child)
	return nil
}

func (f *fleet) log(name string) string { return filepath.Join(f.cfg.DataDir, name+".log") }

// ready returns when the newest child serves.
func (f *fleet) ready(ctx context.Context, name, url string) error {
	child := f.children[len(f.children)-1]
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return errors.New("stopped before it was up")
		case <-child.Done():
			said, _ := os.ReadFile(f.log(name))
			return fmt.Errorf("%s did not start: %s", name, said)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stop ends all processes, all at once. It may be called again.
func (f *fleet) stop() {
	f.ending.Do(func() {
		var all sync.WaitGroup
		for _, child := range f.children {
			all.Go(func() { child.Stop(stopTimeout) })
		}
		all.Wait()
	})
}
