package testpay_test

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"shop/modules/orders/internal/payment"
)

// pageOf returns the page at which a payer confirms a payment, and its policy.
func pageOf(t *testing.T, a payment.Authorisation) (body, policy string) {
	t.Helper()
	client, _ := serve(t, ledgerFile(t))
	a.Email = "ada" + payment.MagicRedirect + "example.com"
	p, err := client.Authorise(t.Context(), a)
	if err != nil || p.Next == nil {
		t.Fatalf("%+v, %v", p, err)
	}
	res, err := http.Get(p.Next.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	read, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", res.StatusCode, err)
	}
	return string(read), res.Header.Get("Content-Security-Policy")
}

func TestPage_has_the_style_that_its_policy_allows(t *testing.T) {
	t.Parallel()
	body, policy := pageOf(t, charge("one"))
	_, rest, _ := strings.Cut(body, "<style>")
	style, _, found := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	if !found || !strings.Contains(policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
		t.Errorf("%q is not the style of\n%s", policy, body)
	}
}

func TestPage_says_what_is_paid_and_leads_back(t *testing.T) {
	t.Parallel()
	a := charge("one")
	a.Reference, a.ReturnURL = "<b>7", "https://shop.example.org/return?a=1&b=2"
	body, _ := pageOf(t, a)
	for _, want := range []string{"€10.00", "for order &lt;b&gt;7.", `href="https://shop.example.org/return?a=1&amp;b=2"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
}

func TestPage_leads_to_no_script(t *testing.T) {
	t.Parallel()
	a := charge("one")
	a.ReturnURL = "javascript:alert(1)"
	if body, _ := pageOf(t, a); strings.Contains(body, "javascript:") {
		t.Errorf("the way back is a script:\n%s", body)
	}
}
