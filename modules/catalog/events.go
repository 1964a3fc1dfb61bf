package catalog

// ProductChanged says that a product, a variant, its pictures, price, status
// or categories changed. Caches drop what they know of it.
type ProductChanged struct {
	ProductID ProductID `json:"productId"`
	Slug      string    `json:"slug"`
	// FormerSlug is the slug before the change where that differs.
	FormerSlug string `json:"formerSlug,omitempty"`
}

// EventName implements events.Payload.
func (ProductChanged) EventName() string { return "product.changed" }

// CategoriesChanged says that the category tree changed.
type CategoriesChanged struct{}

// EventName implements events.Payload.
func (CategoriesChanged) EventName() string { return "categories.changed" }

// StockMoved says that the number of units of a SKU that can be sold changed.
// It doesn't say to what: moves overtake one another, so whoever handles it
// reads.
type StockMoved struct {
	SKU SKU `json:"sku"`
}

// EventName implements events.Payload.
func (StockMoved) EventName() string { return "stock.moved" }

// StockChanged is the live message that tells open pages how many units of a
// SKU can be sold now.
type StockChanged struct {
	ProductID ProductID `json:"productId"`
	SKU       SKU       `json:"sku"`
	Available int       `json:"available"`
}

// LowStock says that a SKU fell to its threshold or below.
type LowStock struct {
	ProductID   ProductID `json:"productId"`
	SKU         SKU       `json:"sku"`
	ProductName string    `json:"productName"`
	Available   int       `json:"available"`
	Threshold   int       `json:"threshold"`
}

// EventName implements events.Payload.
func (LowStock) EventName() string { return "stock.low" }

// The live channels (events.Message); their payloads are [ProductChanged],
// [StockChanged] and [LowStock] as JSON.
const (
	ChannelProduct  = "product:changed"
	ChannelStock    = "product:stock"
	ChannelLowStock = "product:low-stock"
)
