package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/orderstest"
)

func TestDrafts(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	contains(t, staff.Get("/admin/drafts").Want(http.StatusOK), "No drafts yet")
	contains(t, staff.Get("/admin/drafts/new").Want(http.StatusOK), `name="sku"`, `value="14"`)
	form := url.Values{
		"sku": {"", "tray", "nothing"}, "quantity": {"", "2", "x"}, "price": {"", "15.50", "lots"},
		"name": {"Ada <Lovelace>"}, "email": {"ada@example.com"}, "days": {"7"}, "note": {"As promised"},
	}
	contains(t, staff.Post("/admin/drafts/new", form).Want(http.StatusUnprocessableEntity), `value="lots"`, "Please enter a whole number.", `id="field-lines-2-quantity-error"`)
	form["quantity"][2], form["price"][2] = "1", ""
	contains(t, staff.Post("/admin/drafts/new", form).Want(http.StatusUnprocessableEntity), "There is nothing for sale with the SKU &#34;nothing&#34;.", `id="field-lines-2-sku-error"`)
	form["action"] = []string{"more"}
	if n := strings.Count(staff.Post("/admin/drafts/new", form).Want(http.StatusOK).Body, `name="sku"`); n != 7 {
		t.Errorf("%d lines after asking for more", n)
	}
	form.Del("action")
	form["sku"][2], form["quantity"][2] = "", ""
	at := staff.Post("/admin/drafts/new", form).Want(http.StatusSeeOther).Header.Get("Location")
	page := staff.Get(at).Want(http.StatusOK)
	link := regexp.MustCompile(orderstest.BaseURL + `(/drafts/[A-Z0-9]+)`).FindStringSubmatch(page.Body)
	contains(t, page, "Draft for Ada &lt;Lovelace&gt;", "€31.00", "Discard the draft")
	if link == nil {
		t.Fatal("the page has no link")
	}
	contains(t, page, "Mail the link")
	staff.Post(at+"/mail", url.Values{}).Want(http.StatusSeeOther)
	contains(t, staff.Get(at).Want(http.StatusOK), "The link is on its way to ada@example.com.", "Mail it again")

	c := s.Client(t)
	checkout := c.Get(link[1]).Want(http.StatusOK)
	contains(t, checkout, `data-cart="0"`, "The shop has put this order together for you.", "As promised", `value="ada@example.com"`, `value="Ada &lt;Lovelace&gt;"`, `action="`+link[1]+`"`)
	fill := url.Values{
		"email": {"ada@example.com"}, "shippingAddress.name": {"Ada"}, "shippingAddress.line1": {"Unter den Linden 1"}, "shippingAddress.city": {"Berlin"},
		"shippingAddress.postalCode": {"10117"}, "shippingAddress.country": {"DE"}, "shippingMethod": {"pickup"}, "paymentMethod": {"test"},
	}
	priced := c.Post(link[1], fill).Want(http.StatusOK).Body
	for _, name := range []string{"key", "cartVersion", "expectedTotal"} {
		fill.Set(name, regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(priced)[1])
	}
	fill.Set("action", "place")
	order := c.Post(link[1], fill).Want(http.StatusSeeOther).Header.Get("Location")
	contains(t, c.Get(order).Want(http.StatusOK), "€31.00")
	contains(t, staff.Get("/admin"+order).Want(http.StatusOK), "Drafted by Sam Staff")
	contains(t, staff.Get(at).Want(http.StatusOK), "an order</a>")
	contains(t, staff.Get("/admin/drafts").Want(http.StatusOK), "Ordered")
	if to := c.Get(link[1]).Want(http.StatusSeeOther).Header.Get("Location"); to != order {
		t.Errorf("the link of what is ordered leads to %s", to)
	}
}

func TestDrafts_End(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	at := staff.Post("/admin/drafts/new", url.Values{"sku": {"tray"}, "quantity": {""}, "price": {""}, "days": {"1"}}).Want(http.StatusSeeOther).Header.Get("Location")
	token := strings.TrimPrefix(at, "/admin/drafts/")
	past := bson.M{"$set": bson.M{"draft.until": time.Now().Add(-time.Minute)}}
	if _, err := s.DB.Collection("carts").UpdateByID(t.Context(), cart.DraftID(token), past); err != nil {
		t.Fatal(err)
	}
	contains(t, s.Client(t).Get("/drafts/"+token).Want(http.StatusConflict), "This offer has ended.")
	staff.Post(at+"/mail", url.Values{}).Want(http.StatusSeeOther)
	contains(t, staff.Get(at).Want(http.StatusOK), "Over", "it is being ordered, was, or has ended")
	staff.Post(at+"/discard", url.Values{}).Want(http.StatusSeeOther)
	s.Client(t).Get("/drafts/" + token).Want(http.StatusNotFound)
}
