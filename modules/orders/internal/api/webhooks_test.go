package api_test

import (
	"bytes"
	"net/http"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/money"
	"shop/platform/web/webtest"
)

// post sends a webhook as the provider does.
func post(s *orderstest.Site, c *webtest.Client, method string, header http.Header, body []byte) *webtest.Response {
	req, err := http.NewRequest(http.MethodPost, s.URL+"/api/webhooks/"+method, bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	req.Header = header.Clone()
	return c.Do(req)
}

func TestWebhooks(t *testing.T) {
	t.Parallel()
	shop, provider := orderstest.New(t).Outside(t)
	s := shop.Serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Name: "Oak tray", Price: money.New(1999, "EUR"), Stock: 50})
	placed(t, guest(t, s, 1))
	n, c := provider.Next(t), s.Client(t)

	for range 2 {
		post(s, c, "test", n.Header, n.Body).Want(http.StatusNoContent)
	}
	unsigned, forged := n.Header.Clone(), append(bytes.Clone(n.Body), ' ')
	unsigned.Del("Payment-Signature")
	post(s, c, "test", unsigned, n.Body).Want(http.StatusUnauthorized)
	post(s, c, "test", n.Header, forged).Want(http.StatusUnauthorized)
	post(s, c, "transfer", n.Header, n.Body).Want(http.StatusUnprocessableEntity)
	post(s, c, "nobody", n.Header, n.Body).Want(http.StatusUnprocessableEntity)
	post(s, c, "test", n.Header, make([]byte, 300<<10)).Want(http.StatusRequestEntityTooLarge)
	s.Audit(t)
}
