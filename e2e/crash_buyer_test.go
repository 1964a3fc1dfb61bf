package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// survivor is somebody who wants one thing, whatever dies on the way: each
// request that gets no clear answer is sent again, to another process, with the
// same key.
type survivor struct {
	sc         *scene
	cart       string
	orderToken string
}

// impatient gives up on a process that doesn't answer.
var impatient = &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

// try sends a request once. It returns 0 where no answer came.
func (v *survivor) try(s *shop, method, path, key string, body, into any) (status int, text []byte) {
	payload, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	req, err := http.NewRequest(method, s.base+path, bytes.NewReader(payload))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for name, value := range map[string]string{"Cart-Token": v.cart, "Idempotency-Key": key, "Order-Token": v.orderToken} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	res, err := impatient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	if text, err = io.ReadAll(res.Body); err != nil {
		return 0, nil
	}
	if token := res.Header.Get("Cart-Token"); token != "" {
		v.cart = token
	}
	if res.StatusCode < http.StatusMultipleChoices && into != nil && json.Unmarshal(text, into) != nil {
		return 0, nil
	}
	return res.StatusCode, text
}

// unmistakable reports whether an answer settles the matter.
func unmistakable(status int) bool {
	return status != 0 && status != http.StatusAccepted && status < http.StatusInternalServerError
}

// insist sends to first, and then to the shops that live, until the answer is
// clear or a minute has passed.
func (v *survivor) insist(first *shop, method, path, key string, body, into any) (status int, text []byte) {
	target := first
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if status, text = v.try(target, method, path, key, body, into); unmistakable(status) {
			return status, text
		}
		if status == http.StatusAccepted {
			confirm(text)
		}
		target = v.sc.shops[rand.IntN(len(v.sc.shops))]
	}
	return status, text
}

// confirm does at the bank what an order's answer asks its shopper for, if it
// does.
func confirm(answer []byte) {
	var o struct{ NextAction struct{ URL string } }
	if json.Unmarshal(answer, &o) != nil || o.NextAction.URL == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), impatient.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.NextAction.URL, strings.NewReader("decision=approve"))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	// The way back is another's matter: shoppers lose it.
	if res, err := impatient.Transport.RoundTrip(req); err == nil {
		_ = res.Body.Close()
	}
}

// buy buys one unit, beginning at the shop given, and cancels the order again
// where cancel says so. It notes what it was told.
func (sc *scene) buy(first *shop, sku string, cancel bool) {
	sc.mu.Lock()
	sc.buyers++
	n := sc.buyers
	sc.mu.Unlock()
	v := &survivor{sc: sc}
	email, key := fmt.Sprintf("buyer-%d@example.com", n), fmt.Sprintf("crash-key-%d", n)
	if sc.payers != nil {
		email = fmt.Sprintf("buyer-%d%s@example.com", n, sc.payers[n%len(sc.payers)])
	}
	if status, _ := v.insist(first, http.MethodPost, "/api/cart/lines", "", object{"sku": sku, "quantity": 1}, nil); status != http.StatusOK {
		return
	}
	if status, _ := v.insist(first, http.MethodPost, "/api/cart/coupon", "", object{"code": sc.code}, nil); status != http.StatusOK {
		return
	}
	var q quote
	if status, _ := v.insist(first, http.MethodPost, "/api/checkout/quote", "", object{"email": email, "shippingAddress": berlin}, &q); status != http.StatusOK || len(q.ShippingMethods) == 0 {
		return
	}
	body := object{
		"email": email, "shippingAddress": berlin, "shippingMethod": q.ShippingMethods[0].ID, "paymentMethod": "test",
		"expectedTotal": object{"amount": q.Total.Amount, "currency": q.Total.Currency},
	}
	var o order
	status, _ := v.insist(first, http.MethodPost, "/api/checkout", key, body, &o)
	if status != http.StatusOK && status != http.StatusCreated {
		return // it was given up, which a buyer is told
	}
	sc.mu.Lock()
	sc.receipts[key] = receipt{o.Number, o.Status, email}
	sc.mu.Unlock()
	if cancel {
		v.orderToken = o.OrderToken
		v.insist(first, http.MethodPost, "/api/orders/"+o.Number+"/cancel", "", nil, nil)
	}
}
