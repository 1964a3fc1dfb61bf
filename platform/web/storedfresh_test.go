package web_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// shelf is a record with a cache before it.
type shelf struct {
	cache *redis.Cache[string]
	price atomic.Int64
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	return &shelf{cache: redis.NewCache[string](redistest.New(t), redis.Products, redis.CacheOptions{})}
}

func (s *shelf) get(ctx context.Context) (string, error) {
	return s.cache.Get(ctx, "lamp", func(context.Context) (string, error) { return fmt.Sprint("price ", s.price.Load()), nil })
}

func (s *shelf) edit(ctx context.Context, price int64) {
	s.price.Store(price)
	_ = s.cache.Invalidate(ctx, "lamp")
}

func TestStored_is_as_fresh_as_its_data(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	site, h := storedSite(t, func(c echo.Context) error {
		price, err := s.get(c.Request().Context())
		if err != nil {
			return err
		}
		return c.String(http.StatusOK, price)
	})
	tag := ""
	for price := range int64(5) {
		s.edit(t.Context(), price)
		for range 3 {
			res := site.Client(t).Get("/p/a", "If-None-Match", tag).Want(200)
			if want := fmt.Sprint("price ", price); res.Body != want {
				t.Fatalf("%q after the edit to %q", res.Body, want)
			}
		}
		tag = site.Client(t).Get("/p/a").Header.Get("Etag")
		if h.calls.Load() != int32(price)+1 {
			t.Errorf("%d calls after %d edits", h.calls.Load(), price+1)
		}
	}
	// An edit that leaves the content as it was costs a look, and no rendering.
	s.edit(t.Context(), 4)
	if site.Client(t).Get("/p/a").Want(200); h.calls.Load() != 5 {
		t.Errorf("%d calls", h.calls.Load())
	}
}

func TestStored_is_made_once_for_many(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	site, h := storedSite(t, func(c echo.Context) error {
		<-release
		return c.String(http.StatusOK, "slow")
	})
	const clients = 20
	var all sync.WaitGroup
	for range clients {
		c := site.Client(t)
		c.Get("/nothing") // is connected, so that none comes so late that the first waiters have gone
		all.Go(func() {
			if got := c.Get("/p/a").Want(200).Body; got != "slow" {
				t.Error(got)
			}
		})
	}
	waitFor(t, "all others to wait for the first", func() bool { return web.Waiting(site.Server) == clients-1 })
	close(release)
	all.Wait()
	if h.calls.Load() != 1 {
		t.Errorf("%d calls", h.calls.Load())
	}
}

// Nobody waits for ever behind a request that hangs.
func TestStored_goes_its_own_way_after_a_while(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	var calls atomic.Int32
	site, _ := storedSite(t, func(c echo.Context) error {
		if calls.Add(1) == 1 {
			<-release
		}
		return c.String(http.StatusOK, "made")
	})
	first := make(chan struct{})
	go func() {
		defer close(first)
		site.Client(t).Get("/p/a").Want(200)
	}()
	for calls.Load() == 0 {
		testWait()
	}
	if got := site.Client(t).Get("/p/a").Want(200).Body; got != "made" || calls.Load() != 2 {
		t.Errorf("%q after %d calls", got, calls.Load())
	}
	close(release)
	<-first
}

// Who asks after an edit must not get what another request read before it.
func TestStored_waiters_see_the_edit_that_came_before_them(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	read, release := make(chan struct{}, 10), make(chan struct{})
	site, _ := storedSite(t, func(c echo.Context) error {
		price, err := s.get(c.Request().Context())
		if err != nil {
			return err
		}
		read <- struct{}{}
		<-release
		return c.String(http.StatusOK, price)
	})
	var all sync.WaitGroup
	all.Go(func() { site.Client(t).Get("/p/a").Want(200) })
	<-read
	s.edit(t.Context(), 7)
	all.Go(func() {
		if got := site.Client(t).Get("/p/a").Want(200).Body; got != "price 7" {
			t.Errorf("%q after the edit", got)
		}
	})
	awaitWaiter(t, site)
	close(release)
	all.Wait()
	if got := site.Client(t).Get("/p/a").Want(200).Body; got != "price 7" {
		t.Errorf("%q is stored", got)
	}
}

// A client that leaves takes nothing from those who wait for the same answer.
func TestStored_goes_on_when_its_first_client_leaves(t *testing.T) {
	t.Parallel()
	started, release := make(chan struct{}, 10), make(chan struct{})
	site, h := storedSite(t, func(c echo.Context) error {
		started <- struct{}{}
		<-release
		if err := c.Request().Context().Err(); err != nil {
			return err
		}
		return c.String(http.StatusOK, "made")
	})
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, site.URL+"/p/a", nil)
		if err != nil {
			t.Error(err)
			return
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
		}
	}()
	<-started
	leave()
	<-gone
	close(release)
	if got := site.Client(t).Get("/p/a").Want(200).Body; got != "made" {
		t.Error(got)
	}
	if site.Client(t).Get("/p/a").Want(200); h.calls.Load() != 1 {
		t.Errorf("%d calls", h.calls.Load())
	}
}

// The store holds what fits, however many addresses are asked for.
func TestStored_is_bounded(t *testing.T) {
	t.Parallel()
	const bytes = 256 << 10
	h := &counted{serve: showLong}
	site := webtest.Start(t, web.Params{
		Options: web.Options{Store: bytes},
		Routes: []web.Routes{routes(func(r *web.Router) {
			r.Page(http.MethodGet, "/p/:slug", web.Public, h.handle, web.StoredPage("q"))
		})},
	})
	for i := range 200 { // about 2.4 MB
		site.Client(t).Get(fmt.Sprint("/p/a?q=", i), "Accept-Encoding", "gzip").Want(200)
	}
	if held := web.StoredBytes(site.Server); held > bytes || held == 0 {
		t.Errorf("%d bytes are held, of %d", held, bytes)
	}
}

func TestStored_counts_its_compressed_forms(t *testing.T) {
	t.Parallel()
	site, _ := storedSite(t, showLong)
	plain := len(site.Client(t).Get("/p/a", "Accept-Encoding", "identity").Body)
	before := web.StoredBytes(site.Server)
	if before < uint64(plain) {
		t.Fatalf("%d bytes held, of a body of %d", before, plain)
	}
	for _, coding := range []string{"gzip", "br"} {
		small := len(site.Client(t).Get("/p/a", "Accept-Encoding", coding).Body)
		if after := web.StoredBytes(site.Server); after != before+uint64(small) {
			t.Errorf("%s of %d bytes: %d after %d", coding, small, after, before)
		}
		before = web.StoredBytes(site.Server)
	}
}

// awaitWaiter returns when a request waits for another one's answer.
func awaitWaiter(t *testing.T, site *webtest.Site) {
	t.Helper()
	for web.Waiting(site.Server) == 0 {
		testWait()
	}
}

// testWait lets others go on for a moment.
func testWait() { time.Sleep(time.Millisecond) }
