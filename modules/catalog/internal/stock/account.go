package stock

import (
	"slices"
	"time"

	"shop/modules/catalog"
)

// What an account has room for. More make each update slower.
const (
	// MaxHolds is how many holds may be open.
	MaxHolds = 200
	// MaxSettled is how many settled holds are remembered until their time has
	// passed.
	MaxSettled = 4000
)

// DefaultThreshold is the number of units at which a SKU's stock is low.
const DefaultThreshold = 5

// Account is the stock of one SKU.
type Account struct {
	SKU       catalog.SKU       `bson:"_id"`
	ProductID catalog.ProductID `bson:"productId"`
	// ProductName and Options describe the SKU in lists and messages.
	ProductName string           `bson:"productName"`
	Options     []catalog.Option `bson:"options,omitempty"`
	// Tracked says whether units are counted at all.
	Tracked bool `bson:"tracked"`
	// Backorder says that it sells on when none are left. Available is then
	// below zero by the units that are owed.
	Backorder bool `bson:"backorder,omitempty"`
	// MayOwe says that Backorder holds or once did: Available may be below zero.
	MayOwe bool `bson:"mayOwe,omitempty"`

	Available  int `bson:"available"`
	Sold       int `bson:"sold"`
	Received   int `bson:"received"`
	WrittenOff int `bson:"writtenOff"`
	// Holds are open. Settled are those that ended, remembered for as long as a
	// delayed retry may still try to make them.
	Holds   []Held    `bson:"holds"`
	Settled []Settled `bson:"settled"`
	// Applied are the ids of the latest changes, so that none counts twice.
	Applied []string `bson:"applied"`

	// Threshold is the number of units at which the stock is low; Low says
	// that this was told and the stock has not recovered since.
	Threshold int  `bson:"threshold"`
	Low       bool `bson:"low"`
	// Movements are the latest changes by staff and the restocks, newest last.
	Movements []Movement `bson:"movements"`
	// Version counts the changes.
	Version int64 `bson:"version"`
}

// Held is an order's hold.
type Held struct {
	Order string `bson:"id"`
	// Quantity is in units.
	Quantity int       `bson:"qty"`
	By       time.Time `bson:"by"`
}

// Settled is a hold that ended.
type Settled struct {
	Order string    `bson:"id"`
	By    time.Time `bson:"by"`
}

// Kind says what sort of change a movement was.
type Kind string

// The kinds of movement.
const (
	Received   Kind = "received"
	WrittenOff Kind = "written-off"
	Restocked  Kind = "restocked"
	// Bought units are in the ledger only: an account counts them as sold.
	Bought Kind = "sold"
)

// Movement is one change that is not an order's hold.
type Movement struct {
	ID   string `bson:"id" json:"id"`
	Kind Kind   `bson:"kind" json:"kind"`
	// Quantity is in units and positive.
	Quantity int       `bson:"qty" json:"quantity"`
	Reason   string    `bson:"reason" json:"reason"`
	By       string    `bson:"by" json:"by"`
	At       time.Time `bson:"at" json:"at"`
}

// Held returns how many units orders hold.
func (a Account) Held() int {
	n := 0
	for _, h := range a.Holds {
		n += h.Quantity
	}
	return n
}

// IsLow reports whether the stock is at its threshold or below.
func (a Account) IsLow() bool { return a.Tracked && a.Available <= a.Threshold }

// knows reports whether the order holds units, or did.
func (a Account) knows(order string) bool {
	return slices.ContainsFunc(a.Holds, func(h Held) bool { return h.Order == order }) ||
		slices.ContainsFunc(a.Settled, func(s Settled) bool { return s.Order == order })
}

// Level is what selling needs to know of an account.
type Level struct {
	Tracked   bool  `json:"tracked"`
	Available int   `json:"available"`
	Backorder bool  `json:"backorder,omitempty"`
	Version   int64 `json:"version"`
}

// Sellable reports whether a unit can be bought.
func (l Level) Sellable() bool { return !l.Tracked || l.Backorder || l.Available > 0 }

// Left returns how many units are there to be sent.
func (l Level) Left() int { return max(l.Available, 0) }

// Levels are those of several SKUs; a SKU that has no account yet is missing,
// and counts as tracked with none available.
type Levels map[catalog.SKU]Level

// Of returns the level of a SKU.
func (l Levels) Of(sku catalog.SKU) Level {
	level, ok := l[sku]
	if !ok {
		return Level{Tracked: true}
	}
	return level
}
