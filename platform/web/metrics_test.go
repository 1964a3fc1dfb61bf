package web_test

import (
	"net/http"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"shop/platform/web"
	"shop/platform/web/webtest"
)

// sample returns the metric of a family that has these labels, or nil.
func sample(t *testing.T, s *web.Server, family string, labels map[string]string) *dto.Metric {
	t.Helper()
	r := prometheus.NewRegistry()
	r.MustRegister(s)
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			all := f.GetName() == family
			for _, l := range m.GetLabel() {
				all = all && labels[l.GetName()] == l.GetValue()
			}
			if all {
				return m
			}
		}
	}
	return nil
}

func TestMetrics_count_by_route_and_class(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(pages))
	for _, path := range []string{"/", "/", "/fail/missing", "/fail/plain", "/nowhere", "/also/nowhere"} {
		site.Client(t).Get(path)
	}
	c := site.Client(t)
	c.Do(c.NewRequest(http.MethodHead, "/", nil))
	for _, want := range []struct {
		method, route, class string
		n                    float64
	}{
		{"GET", "/", "2xx", 3}, {"GET", "/fail/:kind", "4xx", 1}, {"GET", "/fail/:kind", "5xx", 1}, {"", "", "4xx", 2},
	} {
		labels := map[string]string{"method": want.method, "route": want.route, "class": want.class}
		if got := sample(t, site.Server, "shop_http_requests_total", labels).GetCounter().GetValue(); got != want.n {
			t.Errorf("%v: %v requests, want %v", labels, got, want.n)
		}
	}
	took := sample(t, site.Server, "shop_http_request_seconds", map[string]string{"method": "GET", "route": "/"}).GetHistogram()
	if took.GetSampleCount() != 3 || took.GetSampleSum() <= 0 {
		t.Errorf("%d requests took %v s", took.GetSampleCount(), took.GetSampleSum())
	}
}

func TestMetrics_tell_hits_of_the_store(t *testing.T) {
	t.Parallel()
	site, _ := storedSite(t, showLong)
	for range 4 {
		site.Client(t).Get("/p/a").Want(200)
	}
	counted := func(outcome string) float64 {
		return sample(t, site.Server, "shop_http_stored_total", map[string]string{"outcome": outcome}).GetCounter().GetValue()
	}
	if made, alone := counted("made"), counted("alone"); made != 1 || alone != 0 {
		t.Errorf("%v made, %v of them for one request alone", made, alone)
	}
	if hit, wire := counted("hit"), counted("wire"); hit+wire != 3 {
		t.Errorf("%v hits and %v at their connection, want 3 in all", hit, wire)
	}
}
