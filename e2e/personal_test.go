package e2e_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// persona is somebody who walks through the whole shop, as a browser with its
// cookies or as a program with its tokens.
type persona struct {
	name    string
	http    *http.Client
	headers map[string]string
	// secrets appear in no answer to anybody else.
	secrets []string
	// staff see what is everybody's.
	staff bool
}

func newPersona(t *testing.T, name string) *persona {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &persona{name: name, headers: map[string]string{}, http: &http.Client{
		Jar: jar, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// get returns the answer, with the request's id in it made equal.
func (p *persona) get(t *testing.T, method, address, coding string) response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", coding)
	for name, value := range p.headers {
		req.Header.Set(name, value)
	}
	return p.do(t, req)
}

func (p *persona) do(t *testing.T, req *http.Request) response {
	t.Helper()
	res, err := p.http.Do(req)
	if err != nil {
		t.Fatalf("%s: %s: %v", p.name, req.URL, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s: %s: %v", p.name, req.URL, err)
	}
	if id := res.Header.Get("X-Request-Id"); id != "" {
		body = bytes.ReplaceAll(body, []byte(id), []byte("ID"))
	}
	return response{status: res.StatusCode, header: res.Header, body: body}
}

func (p *persona) post(t *testing.T, address string, form url.Values) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if got := p.do(t, req); got.status != http.StatusSeeOther {
		t.Fatalf("%s: POST %s: %d: %.500s", p.name, address, got.status, got.body)
	}
}

// cookies are what the persona's browser keeps.
func (p *persona) cookies(t *testing.T, base string) (values []string) {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.http.Jar.Cookies(u) {
		values = append(values, c.Value)
	}
	return values
}

// shopper registers, has bought something, and has a cart: once as a browser
// and once as a program.
func shopper(t *testing.T, s *shop, name, email string, nth int) (browser, app *persona) {
	t.Helper()
	const password = "a long password"
	c := newClient(t, s)
	c.want(http.StatusCreated, http.MethodPost, "/api/auth/register", object{"email": email, "password": password, "name": name})
	c.signIn(email, password)
	sku := c.stocked(nth).Variants[0].SKU
	c.add(sku, 1)
	o := c.buy(email, "walk-"+email)
	c.add(sku, 2)

	browser = newPersona(t, name+" in a browser")
	browser.post(t, s.base+"/login", url.Values{"email": {email}, "password": {password}})
	app = newPersona(t, name+" in an app")
	app.headers["Authorization"] = "Bearer " + c.token
	secrets := slices.Concat([]string{name, email, o.Number, c.token}, browser.cookies(t, s.base))
	browser.secrets, app.secrets = secrets, secrets
	return browser, app
}

// guest has a cart and an order without an account, likewise twice.
func guest(t *testing.T, s *shop, nth int) (browser, app *persona) {
	t.Helper()
	c := newClient(t, s)
	sku := c.stocked(nth).Variants[0].SKU
	c.add(sku, 1)
	o := c.buy("nobody@guests.example", "walk-guest")
	c.cart = ""
	c.add(sku, 3)
	app = newPersona(t, "a guest in an app")
	app.headers["Cart-Token"], app.headers["Order-Token"] = c.cart, o.OrderToken
	app.secrets = []string{c.cart, o.Number, o.OrderToken, "nobody@guests.example"}
	browser = newPersona(t, "a guest in a browser")
	browser.post(t, s.base+"/cart/lines", url.Values{"sku": {sku}, "quantity": {"3"}})
	browser.secrets = browser.cookies(t, s.base)
	return browser, app
}

// owner is the staff.
func owner(t *testing.T, s *shop) (browser, app *persona) {
	t.Helper()
	app = newPersona(t, "the owner in an app")
	app.headers["Authorization"] = "Bearer " + staff(t, s).token
	browser = newPersona(t, "the owner in a browser")
	browser.post(t, s.base+"/login", url.Values{"email": {ownerEmail}, "password": {ownerPassword}})
	secrets := append(browser.cookies(t, s.base), app.headers["Authorization"], ownerEmail)
	browser.secrets, app.secrets = secrets, secrets
	browser.staff, app.staff = true, true
	return browser, app
}

// everyAddress returns an address or more for each route that GET knows, after
// the golden route table, but for streams, which don't end, and the demo's
// mails and bank, which are anybody's.
func everyAddress(t *testing.T, s *shop, number string) []string {
	t.Helper()
	f, err := os.Open("../cmd/shop/testdata/routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c := newClient(t, s)
	p := c.stocked(1)
	var tree struct{ Categories []struct{ ID, Slug string } }
	c.want(http.StatusOK, http.MethodGet, "/api/categories", nil).into(t, &tree)
	fill := strings.NewReplacer("/c/:slug", "/c/"+tree.Categories[0].Slug, ":slug", p.Slug, "products/:idOrSlug", "products/"+p.Slug,
		":number", number, ":document", "no-such-document", ":page", "terms", ":sku", p.Variants[0].SKU, ":token", "no-such-token",
		"products/:id", "products/"+p.ID, ":id", "nobody", "/static/*", "/static/css/app.css", "*", "nothing")
	var list []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		method, path, _ := strings.Cut(lines.Text(), " ")
		path = strings.TrimSpace(path)
		path, _, _ = strings.Cut(path, " ")
		if method != http.MethodGet || strings.HasSuffix(path, "/events") || strings.HasPrefix(path, "/dev/") ||
			strings.HasPrefix(path, "/test-payments/") || path == "/readyz" {
			continue
		}
		list = append(list, s.base+fill.Replace(path))
	}
	if len(list) < 40 {
		t.Fatalf("only %d routes", len(list))
	}
	for _, more := range []string{
		"/?other=1", "/search?q=lamp", "/search?q=lamp&other=1", "/c/" + tree.Categories[0].Slug + "?sort=price&page=1",
		"/p/" + p.Slug + "?sku=" + p.Variants[0].SKU, "/p/nothing", "/nowhere",
		"/api/products?page=2&limit=5", "/api/products?limit=5&page=2", "/api/products?other=1", "/api/products?page=0", "/api/products/nothing",
	} {
		list = append(list, s.base+more)
	}
	return list
}

// volatile headers differ from request to request.
var volatile = []string{"Date", "X-Request-Id"}

// fingerprint is all of an answer that must stay the same.
func fingerprint(r response) string {
	h := maps.Clone(r.header)
	for _, name := range volatile {
		h.Del(name)
	}
	var b strings.Builder
	fmt.Fprintln(&b, r.status)
	for _, name := range slices.Sorted(maps.Keys(h)) {
		fmt.Fprintln(&b, name, h[name])
	}
	b.Write(r.body)
	return b.String()
}

// visit has the persona get all addresses in some order and looks for what is
// others'. It returns the answers' fingerprints.
func visit(t *testing.T, p *persona, addresses, others []string, coding string) map[string]string {
	t.Helper()
	seen := make(map[string]string, len(addresses))
	for _, i := range rand.Perm(len(addresses)) {
		got := p.get(t, http.MethodGet, addresses[i], coding)
		if got.status >= http.StatusInternalServerError {
			t.Errorf("%s: %s: %d", p.name, addresses[i], got.status)
		}
		seen[addresses[i]] = fingerprint(got)
		if p.staff {
			continue
		}
		for _, secret := range others {
			if strings.Contains(seen[addresses[i]], secret) {
				t.Errorf("%s gets %q at %s", p.name, secret, addresses[i])
			}
		}
	}
	return seen
}

// What is stored for all is nobody's: whoever walks through the shop, in
// whichever order, an anonymous visitor gets byte for byte what it got before,
// and nobody sees anything of another.
func TestStored_answers_are_nobodys(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	wBrowser, wApp := shopper(t, s, "Wilhelmina Ostrander", "wilhelmina@ostrander.example", 1)
	qBrowser, qApp := shopper(t, s, "Thaddeus Quillfeather", "thaddeus@quillfeather.example", 2)
	gBrowser, gApp := guest(t, s, 3)
	oBrowser, oApp := owner(t, s)
	personas := []*persona{wBrowser, wApp, qBrowser, qApp, gBrowser, gApp, oBrowser, oApp}
	addresses := everyAddress(t, s, wApp.secrets[2])
	anonymous := newPersona(t, "anonymous")
	var all []string
	for _, p := range personas {
		all = append(all, p.secrets...)
	}
	before := settle(t, anonymous, addresses)

	for round := range 3 {
		rand.Shuffle(len(personas), func(i, j int) { personas[i], personas[j] = personas[j], personas[i] })
		for _, p := range personas {
			theirs := slices.DeleteFunc(slices.Clone(all), func(secret string) bool {
				// The one order's number stands in the address that all ask for.
				return slices.Contains(p.secrets, secret) || secret == wApp.secrets[2]
			})
			visit(t, p, addresses, theirs, []string{"identity", "gzip", "br"}[round])
		}
		after := visit(t, anonymous, addresses, slices.DeleteFunc(slices.Clone(all), func(secret string) bool { return secret == wApp.secrets[2] }), "identity")
		for _, address := range addresses {
			if after[address] != before[address] {
				t.Errorf("round %d: anonymous gets another answer at %s:\n%s\nafter\n%s", round, address, cutAt(after[address]), cutAt(before[address]))
			}
		}
	}
	for _, p := range []*persona{wBrowser, qBrowser} {
		if got := p.get(t, http.MethodGet, s.base+"/", "identity"); !bytes.Contains(got.body, []byte(p.secrets[0])) {
			t.Errorf("%s is not known on the first page", p.name)
		}
	}
	anonymousGetsNoCookie(t, anonymous, addresses)
}

// settle walks until what follows from orders, such as what is popular, is
// everywhere.
func settle(t *testing.T, p *persona, addresses []string) map[string]string {
	t.Helper()
	last := visit(t, p, addresses, nil, "identity")
	for deadline := time.Now().Add(time.Minute); ; {
		time.Sleep(time.Second)
		now := visit(t, p, addresses, nil, "identity")
		if maps.Equal(now, last) {
			break
		}
		if last = now; time.Now().After(deadline) {
			t.Fatal("the shop doesn't settle")
		}
	}
	return last
}

// anonymousGetsNoCookie: no GET mints a token, and HEAD tells the same as GET.
func anonymousGetsNoCookie(t *testing.T, p *persona, addresses []string) {
	t.Helper()
	for _, address := range addresses {
		got, head := p.get(t, http.MethodGet, address, "identity"), p.get(t, http.MethodHead, address, "identity")
		if len(got.header["Set-Cookie"]) > 0 {
			t.Errorf("%s sets %v", address, got.header["Set-Cookie"])
		}
		if head.status != got.status || len(head.body) > 0 || head.header.Get("Etag") != got.header.Get("Etag") {
			t.Errorf("HEAD %s: %d with %d bytes, tag %s; GET: %d, tag %s", address, head.status, len(head.body), head.header.Get("Etag"), got.status, got.header.Get("Etag"))
		}
	}
}

func cutAt(s string) string { return s[:min(len(s), 1500)] }
