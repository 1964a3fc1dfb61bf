package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/money"
	"shop/platform/web/webtest"
)

func serve(t *testing.T) *orderstest.Site {
	t.Helper()
	s := orderstest.Serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Name: "Oak tray", Price: money.New(1999, "EUR"), Stock: 50})
	return s
}

// buyer returns a browser whose cart has a tray.
func buyer(t *testing.T, s *orderstest.Site) *webtest.Client {
	t.Helper()
	c := s.Client(t)
	c.Post("/cart/lines", url.Values{"sku": {"tray"}, "quantity": {"1"}}).Want(http.StatusSeeOther)
	return c
}

var hidden = regexp.MustCompile(`<input[^>]*name="(key|expectedTotal|cartVersion)"[^>]*value="([^"]*)"`)

// filled is the checkout's form as a browser would send it.
func filled(t *testing.T, page *webtest.Response) url.Values {
	t.Helper()
	form := url.Values{
		"action": {"place"}, "email": {"ada@example.com"}, "shippingMethod": {"pickup"}, "paymentMethod": {"test"},
		"shippingAddress.name": {"Ada Lovelace"}, "shippingAddress.line1": {"Unter den Linden 1"},
		"shippingAddress.city": {"Berlin"}, "shippingAddress.postalCode": {"10117"}, "shippingAddress.country": {"DE"},
	}
	for _, field := range hidden.FindAllStringSubmatch(page.Body, -1) {
		form.Set(field[1], html.UnescapeString(field[2]))
	}
	if len(form["key"]) == 0 || len(form["cartVersion"]) == 0 || len(form["expectedTotal"]) == 0 {
		t.Fatalf("the form lacks a hidden field: %v", form)
	}
	return form
}

// readyToPlace returns the form after the country was chosen, as shoppers
// without script go on.
func readyToPlace(t *testing.T, c *webtest.Client) url.Values {
	t.Helper()
	form := filled(t, c.Get("/checkout").Want(http.StatusOK))
	form.Set("action", "update")
	return filled(t, c.Post("/checkout", form).Want(http.StatusOK))
}

// order places the order and returns its page's address.
func order(t *testing.T, c *webtest.Client) string {
	t.Helper()
	return c.Post("/checkout", readyToPlace(t, c)).Want(http.StatusSeeOther).Header.Get("Location")
}

func contains(t *testing.T, r *webtest.Response, wanted ...string) {
	t.Helper()
	for _, text := range wanted {
		if !strings.Contains(r.Body, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

func TestCart(t *testing.T) {
	t.Parallel()
	s := serve(t)

	t.Run("makes_no_token_for_who_only_looks", func(t *testing.T) {
		t.Parallel()
		c := s.Client(t)
		if r := c.Get("/cart").Want(http.StatusOK); len(r.Header["Set-Cookie"]) != 0 {
			t.Errorf("looking set %v", r.Header["Set-Cookie"])
		}
	})
	t.Run("works_by_forms_alone", func(t *testing.T) {
		t.Parallel()
		c := buyer(t, s)
		contains(t, c.Get("/cart").Want(http.StatusOK), "Oak tray", "€19.99", `data-cart="1"`)
		c.Post("/cart/lines/tray", url.Values{"quantity": {"3"}}).Want(http.StatusSeeOther)
		contains(t, c.Get("/cart"), "€59.97", `data-cart="3"`)
		c.Post("/cart/lines/tray", url.Values{"quantity": {"0"}}).Want(http.StatusSeeOther)
		contains(t, c.Get("/cart"), `data-cart="0"`)
	})
	t.Run("says_why_a_quantity_can't_be_had", func(t *testing.T) {
		t.Parallel()
		c := buyer(t, s)
		contains(t, c.Post("/cart/lines/tray", url.Values{"quantity": {"60"}}).Want(http.StatusConflict), "Only 50 of Oak tray left.")
		contains(t, c.Post("/cart/lines/tray", url.Values{"quantity": {"many"}}).Want(http.StatusUnprocessableEntity), "between 1 and 99")
	})
	t.Run("answers_htmx_with_a_part", func(t *testing.T) {
		t.Parallel()
		c := s.Client(t)
		part := []string{"HX-Request", "true", "HX-Request-Type", "partial"}
		r := c.Post("/cart/lines", url.Values{"sku": {"tray"}, "quantity": {"1"}}, part...).Want(http.StatusOK)
		if contains(t, r, "In your cart."); strings.Contains(r.Body, "<!doctype") {
			t.Error("a whole page came")
		}
		c.Post("/cart/lines", url.Values{"sku": {"none"}, "quantity": {"1"}}, part...).Want(http.StatusNotFound)
	})
}

func TestCheckout(t *testing.T) {
	t.Parallel()
	s := serve(t)

	t.Run("sends_an_empty_cart_back", func(t *testing.T) {
		t.Parallel()
		r := s.Client(t).Get("/checkout").Want(http.StatusSeeOther)
		if to := r.Header.Get("Location"); to != "/cart" {
			t.Errorf("goes to %s", to)
		}
	})
	t.Run("leads_to_the_order", func(t *testing.T) {
		t.Parallel()
		c := buyer(t, s)
		at := order(t, c)
		contains(t, c.Get(at).Want(http.StatusOK), "Oak tray", "€19.99", strings.TrimPrefix(at, "/orders/"), `data-cart="0"`)
		s.Client(t).Get(at).Want(http.StatusNotFound)
	})
	t.Run("takes_a_double_submit_for_one", func(t *testing.T) {
		t.Parallel()
		c := buyer(t, s)
		form := readyToPlace(t, c)
		first := c.Post("/checkout", form).Want(http.StatusSeeOther).Header.Get("Location")
		if second := c.Post("/checkout", form).Want(http.StatusSeeOther).Header.Get("Location"); second != first {
			t.Errorf("the second went to %s, the first to %s", second, first)
		}
	})
	t.Run("keeps_what_was_typed_and_tells_each_field", func(t *testing.T) {
		t.Parallel()
		c := buyer(t, s)
		form := readyToPlace(t, c)
		form.Set("shippingAddress.postalCode", "1")
		form.Set("shippingAddress.line1", `<b>"Home"</b>`)
		form.Set("email", "nobody")
		r := c.Post("/checkout", form).Want(http.StatusUnprocessableEntity)
		contains(t, r, "postal code", "e-mail address", html.EscapeString(`<b>"Home"</b>`), `value="nobody"`)
		if again := filled(t, r); again.Get("key") != form.Get("key") {
			t.Error("the key changed though nothing was stored")
		}
	})
	t.Run("tells_that_the_total_changed", func(t *testing.T) {
		t.Parallel()
		s := serve(t)
		c := buyer(t, s)
		form := readyToPlace(t, c)
		s.Catalog.SetPrice(t, "tray", money.New(2500, "EUR"))
		r := c.Post("/checkout", form).Want(http.StatusConflict)
		contains(t, r, "The total is now €25.00.")
		c.Post("/checkout", filled(t, r)).Want(http.StatusSeeOther)
	})
	t.Run("takes_forged_fields_for_a_changed_total", func(t *testing.T) {
		t.Parallel()
		c := buyer(t, s)
		form := readyToPlace(t, c)
		form.Set("expectedTotal", "cheap")
		c.Post("/checkout", form).Want(http.StatusConflict)
	})
	t.Run("shows_a_declined_payment_calmly", func(t *testing.T) {
		t.Parallel()
		c := buyer(t, s)
		form := readyToPlace(t, c)
		form.Set("email", "ada+decline@example.com")
		at := c.Post("/checkout", form).Want(http.StatusSeeOther).Header.Get("Location")
		contains(t, c.Get(at).Want(http.StatusOK), "The payment did not go through")
		contains(t, c.Get("/checkout").Want(http.StatusOK), "Unter den Linden 1", "ada+decline@example.com")
		if again := order(t, c); again == at {
			t.Error("the next try led to the declined order")
		}
	})
}

func TestOrders(t *testing.T) {
	t.Parallel()
	s := serve(t)

	t.Run("open_by_the_link_in_a_mail", func(t *testing.T) {
		t.Parallel()
		placed := s.Place(t, s.Buyer(t, "tray", 1), money.New(1999, "EUR"))
		at := "/orders/" + placed.Order.Number
		c := s.Client(t)
		c.Get(at + "?token=guess").Want(http.StatusNotFound)
		if r := c.Get(at + "?token=" + placed.Token).Want(http.StatusSeeOther); r.Header.Get("Location") != at {
			t.Errorf("goes to %s, want the address without the token", r.Header.Get("Location"))
		}
		contains(t, c.Get(at).Want(http.StatusOK), placed.Order.Number)
	})
	t.Run("are_cancelled_by_a_button", func(t *testing.T) {
		t.Parallel()
		c := buyer(t, s)
		at := order(t, c)
		s.Client(t).Post(at+"/cancel", nil).Want(http.StatusNotFound)
		c.Post(at+"/cancel", nil).Want(http.StatusSeeOther)
		contains(t, c.Get(at), "This order was cancelled")
		c.Post(at+"/cancel", nil).Want(http.StatusSeeOther)
		contains(t, c.Get(at), "can&#39;t be cancelled any more")
	})
	t.Run("are_listed_in_the_account", func(t *testing.T) {
		t.Parallel()
		ada := s.Shopper(t)
		ada.Post("/cart/lines", url.Values{"sku": {"tray"}, "quantity": {"1"}}).Want(http.StatusSeeOther)
		at := order(t, ada)
		contains(t, ada.Get("/account/orders").Want(http.StatusOK), at)
		s.Client(t).Get("/account/orders").Want(http.StatusSeeOther)
	})
}

func TestAdmin(t *testing.T) {
	t.Parallel()
	s := serve(t)
	number := s.Place(t, s.Buyer(t, "tray", 2), money.New(3998, "EUR")).Order.Number
	staff := s.StaffMember(t)

	for _, path := range []string{"/admin", "/admin/orders", "/admin/orders/" + number} {
		if r := s.Shopper(t).Get(path); r.Status != http.StatusForbidden {
			t.Errorf("%s answers a shopper with %d", path, r.Status)
		}
		s.Client(t).Get(path).Want(http.StatusSeeOther)
		contains(t, staff.Get(path).Want(http.StatusOK), number, "€39.98")
	}
	at := "/admin/orders/" + number + "/transitions"
	staff.Post(at, url.Values{"to": {"packed"}}).Want(http.StatusSeeOther)
	contains(t, staff.Post(at, url.Values{"to": {"delivered"}}).Want(http.StatusConflict), "the order is packed")
	staff.Post(at, url.Values{"to": {"shipped"}, "carrier": {"Post"}, "tracking": {"RR123"}}).Want(http.StatusSeeOther)
	contains(t, staff.Get("/admin/orders/"+number), "RR123", "Sam Staff", "Marked as shipped")
	staff.Post(at, url.Values{"to": {"eaten"}}).Want(http.StatusUnprocessableEntity)
	staff.Get("/admin/orders/NOSUCH99").Want(http.StatusNotFound)
	staff.Post("/admin/orders/NOSUCH99/transitions", url.Values{"to": {"packed"}}).Want(http.StatusNotFound)
	contains(t, staff.Get("/admin/orders?q="+strings.ToLower(number)).Want(http.StatusOK), number)
	if r := staff.Get("/admin/orders?status=declined").Want(http.StatusOK); strings.Contains(r.Body, number) {
		t.Error("a paid order is listed as declined")
	}
}

func TestAdmin_bulk(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.Place(t, s.Buyer(t, "tray", 1), money.New(1999, "EUR")).Order.Number
	second := s.Place(t, s.Buyer(t, "tray", 2), money.New(3998, "EUR")).Order.Number
	staff := s.StaffMember(t)
	bulk := func(to string, numbers ...string) *webtest.Response {
		return staff.Post("/admin/orders/bulk", url.Values{"to": {to}, "number": numbers, "back": {"/admin/orders?sort=total"}})
	}

	if to := bulk("packed", first).Want(http.StatusSeeOther).Header.Get("Location"); to != "/admin/orders?sort=total" {
		t.Errorf("leads to %q", to)
	}
	contains(t, staff.Get("/admin/orders?sort=total"), "1 order marked as packed.")
	bulk("shipped", first).Want(http.StatusSeeOther)
	// The second is not on its way, so only the first can have arrived.
	contains(t, bulk("delivered", first, second).Want(http.StatusConflict), "1 order marked as delivered.", "<strong>"+second+"</strong>")
	contains(t, staff.Get("/admin/orders/"+first), "Marked as delivered")
	if r := staff.Get("/admin/orders/" + second); strings.Contains(r.Body, "Marked as delivered") {
		t.Error("an order arrived that was not sent")
	}
	bulk("cancelled", second).Want(http.StatusUnprocessableEntity)
	s.Shopper(t).Post("/admin/orders/bulk", url.Values{"to": {"packed"}, "number": {second}}).Want(http.StatusForbidden)
}

// TestDashboard_ends_with_today looks from both ends of the world, at least one
// of which has another date than UTC.
func TestDashboard_ends_with_today_as_the_shop_has_it(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Pacific/Kiritimati", "Pacific/Pago_Pago"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			shop := orderstest.New(t)
			shop.Zone = zone
			body := shop.Serve(t).StaffMember(t).Get("/admin").Want(http.StatusOK).Body
			today := time.Now().In(zone)
			row := func(day time.Time) string { return `<th scope="row">` + day.Format("Mon 2 Jan") + "</th>" }
			if !strings.Contains(body, row(today)) {
				t.Errorf("the chart lacks today, %s", today)
			}
			if strings.Contains(body, row(today.AddDate(0, 0, 1))) {
				t.Errorf("the chart has tomorrow, seen from %s", today)
			}
		})
	}
}
