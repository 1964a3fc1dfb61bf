package href

import (
	"net/url"
	"strconv"
)

// AdminQuery is the address of an admin list in one state: filters, order and
// page. It is a value: With and At return others.
type AdminQuery struct {
	Path   string
	Values url.Values
}

// NewAdminQuery returns the list's address; pairs are names and values, of
// which empty ones are left out.
func NewAdminQuery(path string, pairs ...string) AdminQuery {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return AdminQuery{path, v}
}

// With is the same list with one parameter changed (empty takes it away), from
// its first page.
func (q AdminQuery) With(name, value string) AdminQuery {
	v := url.Values{}
	for k, vs := range q.Values {
		if k != "page" && k != name {
			v[k] = vs
		}
	}
	if value != "" {
		v.Set(name, value)
	}
	return AdminQuery{q.Path, v}
}

// At is the address of one page of the list, counted from 1.
func (q AdminQuery) At(page int) string {
	if page <= 1 {
		return q.With("page", "").URL()
	}
	return q.With("page", strconv.Itoa(page)).URL()
}

// URL is the address.
func (q AdminQuery) URL() string {
	if len(q.Values) == 0 {
		return q.Path
	}
	return q.Path + "?" + q.Values.Encode()
}

// Admin is the dashboard.
func Admin() string { return "/admin" }

// AdminProducts lists the products.
func AdminProducts() string { return "/admin/products" }

// AdminNewProduct is the empty product form (POST: creates it).
func AdminNewProduct() string { return "/admin/products/new" }

// AdminProductsBulk changes several products' status (POST: id, status, back).
func AdminProductsBulk() string { return "/admin/products/bulk" }

// AdminProduct is a product's form (POST: saves it).
func AdminProduct(id string) string { return "/admin/products/" + url.PathEscape(id) }

// AdminProductPreview shows a product as shoppers will see it, with a variant
// chosen; an empty SKU leaves the choice to the page.
func AdminProductPreview(id, sku string) string {
	preview := AdminProduct(id) + "/preview"
	if sku == "" {
		return preview
	}
	return preview + "?" + url.Values{"sku": {sku}}.Encode()
}

// AdminProductArchive takes a product out of the shop (POST).
func AdminProductArchive(id string) string { return AdminProduct(id) + "/archive" }

// AdminProductRestore takes a product out of the archive (POST).
func AdminProductRestore(id string) string { return AdminProduct(id) + "/restore" }

// AdminImages takes new pictures of a product (POST).
func AdminImages(id string) string { return AdminProduct(id) + "/images" }

// AdminImage moves, describes or removes one picture (POST).
func AdminImage(id, image string) string { return AdminImages(id) + "/" + url.PathEscape(image) }

// AdminStock is the stock of a variant with its movements (POST: adjusts it).
func AdminStock(sku string) string { return "/admin/stock/" + url.PathEscape(sku) }

// AdminStockThreshold says when the stock of a variant is low (POST).
func AdminStockThreshold(sku string) string { return AdminStock(sku) + "/threshold" }

// AdminCategories lists the categories (POST: creates one).
func AdminCategories() string { return "/admin/categories" }

// AdminCategory saves a category (POST).
func AdminCategory(id string) string { return "/admin/categories/" + url.PathEscape(id) }

// AdminCategoryDelete deletes a category (POST).
func AdminCategoryDelete(id string) string { return AdminCategory(id) + "/delete" }

// AdminOrders lists the orders.
func AdminOrders() string { return "/admin/orders" }

// AdminOrdersBulk moves several orders on (POST: number, to, back).
func AdminOrdersBulk() string { return "/admin/orders/bulk" }

// AdminOrder is one order.
func AdminOrder(number string) string { return "/admin/orders/" + url.PathEscape(number) }

// AdminOrderTransitions moves an order on (POST).
func AdminOrderTransitions(number string) string { return AdminOrder(number) + "/transitions" }

// AdminOrderFulfilments packs or ships a part of an order (POST: sku and quantity
// for each line, state, carrier, tracking, key).
func AdminOrderFulfilments(number string) string { return AdminOrder(number) + "/fulfilments" }

// AdminOrderFulfilment moves one fulfilment on (POST: to, carrier, tracking).
func AdminOrderFulfilment(number, id string) string {
	return AdminOrderFulfilments(number) + "/" + url.PathEscape(id)
}

// AdminOrderRefunds gives money back (POST: amount, reason, key).
func AdminOrderRefunds(number string) string { return AdminOrder(number) + "/refunds" }

// AdminOrderRefund confirms a refund that staff have given back by hand (POST).
func AdminOrderRefund(number, refund string) string {
	return AdminOrderRefunds(number) + "/" + url.PathEscape(refund)
}

// AdminOrderNotes adds a note (POST: text, public).
func AdminOrderNotes(number string) string { return AdminOrder(number) + "/notes" }

// AdminOrderReturn moves a return on (POST: to, words, sku and quantity to
// restock, refund).
func AdminOrderReturn(number, id string) string {
	return AdminOrder(number) + "/returns/" + url.PathEscape(id)
}

// AdminCustomers lists the accounts.
func AdminCustomers() string { return "/admin/customers" }

// AdminCustomer is one account.
func AdminCustomer(id string) string { return "/admin/customers/" + url.PathEscape(id) }

// AdminSettings lists what can be set.
func AdminSettings() string { return "/admin/settings" }

// AdminShipping is the form of the ways to deliver (POST: changes them).
func AdminShipping() string { return "/admin/settings/shipping" }

// AdminPromotions lists the promotions.
func AdminPromotions() string { return "/admin/promotions" }

// AdminNewPromotion is the form of a promotion that doesn't exist yet.
func AdminNewPromotion() string { return AdminPromotions() + "/new" }

// AdminPromotion is the form of a promotion (POST: changes it).
func AdminPromotion(id string) string { return AdminPromotions() + "/" + url.PathEscape(id) }

// AdminPromotionDelete removes a promotion (POST).
func AdminPromotionDelete(id string) string { return AdminPromotion(id) + "/delete" }

// AdminDrafts lists the orders that staff drafted.
func AdminDrafts() string { return "/admin/drafts" }

// AdminNewDraft is the form of a new draft.
func AdminNewDraft() string { return AdminDrafts() + "/new" }

// AdminDraft is a draft with its payment link.
func AdminDraft(token string) string { return AdminDrafts() + "/" + url.PathEscape(token) }

// AdminDraftMail mails its link to the customer (POST).
func AdminDraftMail(token string) string { return AdminDraft(token) + "/mail" }

// AdminDraftDiscard deletes a draft (POST).
func AdminDraftDiscard(token string) string { return AdminDraft(token) + "/discard" }

// AdminTax is the form of how the shop taxes (POST: changes it).
func AdminTax() string { return "/admin/settings/tax" }

// AdminPayments is the form of how the shop is paid by transfer or on delivery
// (POST: changes it).
func AdminPayments() string { return "/admin/settings/payments" }

// AdminInvoices is the form of what invoices say of the shop (POST: changes it).
func AdminInvoices() string { return "/admin/settings/invoices" }

// AdminDocuments lists the invoices and credit notes of all orders (kind, from,
// to, q).
func AdminDocuments() string { return "/admin/documents" }

// AdminDocumentsCSV is the same list as a file (kind, from, to, q).
func AdminDocumentsCSV() string { return AdminDocuments() + ".csv" }

// AdminMails shows the mails that shoppers get (kind, order).
func AdminMails() string { return "/admin/settings/mails" }

// AdminMailHTML is one of them as HTML, for a frame (kind, order).
func AdminMailHTML() string { return AdminMails() + "/html" }

// AdminMailTest sends one to whoever asks (POST: kind, order).
func AdminMailTest() string { return AdminMails() + "/test" }

// AdminEvents is the stream of what happens in the shop.
func AdminEvents() string { return "/api/admin/events" }
