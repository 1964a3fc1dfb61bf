package href

import "net/url"

// Home is the storefront's first page.
func Home() string { return "/" }

// Category is the listing of one category.
func Category(slug string) string { return "/c/" + url.PathEscape(slug) }

// Search is the search page; text may be empty.
func Search(text string) string {
	if text == "" {
		return "/search"
	}
	return "/search?" + url.Values{"q": {text}}.Encode()
}

// Product is a product's page.
func Product(slug string) string { return "/p/" + url.PathEscape(slug) }

// Variant is a product's page with one variant chosen.
func Variant(slug, sku string) string {
	if sku == "" {
		return Product(slug)
	}
	return Product(slug) + "?" + url.Values{"sku": {sku}}.Encode()
}

// Cart is the shopper's cart.
func Cart() string { return "/cart" }

// CartLines takes what is added to the cart (POST: sku, quantity).
func CartLines() string { return "/cart/lines" }

// CartLine changes one line of the cart (POST: quantity; 0 removes it).
func CartLine(sku string) string { return "/cart/lines/" + url.PathEscape(sku) }

// Checkout is the one page of checkout.
func Checkout() string { return "/checkout" }

// Order is an order as its owner sees it.
func Order(number string) string { return "/orders/" + url.PathEscape(number) }

// GuestOrder is an order's address in a guest's mail; the token is taken from
// it once and kept in a cookie.
func GuestOrder(number, token string) string {
	return Order(number) + "?" + url.Values{"token": {token}}.Encode()
}

// OrderCancel cancels an order (POST).
func OrderCancel(number string) string { return Order(number) + "/cancel" }

// Draft is where an order that staff drafted is paid (POST: places it).
func Draft(token string) string { return "/drafts/" + url.PathEscape(token) }

// OrderDocument is one of an order's invoice and credit notes, as PDF.
func OrderDocument(number, document string) string {
	return Order(number) + "/documents/" + url.PathEscape(document)
}

// OrderPay sends the shopper to the payment provider's page.
func OrderPay(number string) string { return Order(number) + "/pay" }

// OrderReturn is where the payment provider sends the shopper back to.
func OrderReturn(number string) string { return Order(number) + "/return" }

// OrderReturns asks to send something back (POST: sku and quantity for each line,
// reason, key).
func OrderReturns(number string) string { return Order(number) + "/returns" }

// OrderAdopt adds a guest's order to the caller's account (POST).
func OrderAdopt(number string) string { return Order(number) + "/adopt" }

// Legal is one of the legal pages: imprint, privacy, terms or delivery.
func Legal(page string) string { return "/legal/" + url.PathEscape(page) }

// Events is the stream of what happens to the caller's orders.
func Events() string { return "/api/events" }

// ProductEvents is [Events] with one product's stock too.
func ProductEvents(productID string) string {
	return Events() + "?" + url.Values{"product": {productID}}.Encode()
}

// CartCoupon takes a code (POST: coupon).
func CartCoupon() string { return "/cart/coupon" }

// CartCouponRemove takes the code out of the cart (POST).
func CartCouponRemove() string { return "/cart/coupon/remove" }

// CartEvents is [Events] with what happens to the caller's cart.
func CartEvents() string { return Events() + "?cart=true" }

// OrderEvents is [Events] for one order, also a guest's.
func OrderEvents(number string) string {
	return Events() + "?" + url.Values{"order": {number}}.Encode()
}
