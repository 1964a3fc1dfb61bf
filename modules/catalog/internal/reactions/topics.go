package reactions

import (
	"shop/modules/catalog"
	"shop/platform/webhook"
)

// Topics are the catalogue's events that other programs may be told of. Their
// data is the contract's, as docs/webhooks.md describes it.
func Topics() []webhook.Topic {
	return []webhook.Topic{
		{Event: catalog.ProductChanged{}.EventName(), Version: 1, When: "A product changed"},
		{Event: catalog.CategoriesChanged{}.EventName(), Version: 1, When: "The categories changed"},
		{Event: catalog.StockMoved{}.EventName(), Version: 1, When: "The units of a SKU that can be sold changed"},
		{Event: catalog.LowStock{}.EventName(), Version: 1, When: "A SKU fell to its threshold"},
	}
}
