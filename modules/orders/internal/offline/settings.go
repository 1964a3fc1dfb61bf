package offline

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"shop/modules/orders/internal/payment"
	"shop/platform/fault"
)

// ErrConflict says that the settings were changed since they were read.
var ErrConflict = fault.New(fault.Conflict, "payment-settings-changed",
	"Somebody else changed how the shop is paid meanwhile. Please look at it again.")

// Settings are how a shop is paid outside the program.
type Settings struct {
	// Offered are the ids of the ways to pay that new orders may use. Stored
	// nil leaves it to the environment.
	Offered []string `bson:"offered"`
	Account Account  `bson:"account"`
	// Instructions are what shoppers are told besides the account.
	Instructions string `bson:"instructions"`
}

// Offers reports whether new orders may use the way to pay.
func (s Settings) Offers(id string) bool { return slices.Contains(s.Offered, id) }

// TellsWhere reports whether shoppers learn where to transfer to.
func (s Settings) TellsWhere() bool { return s.Account != Account{} || s.Instructions != "" }

func (s Settings) normalise() Settings {
	s.Account = s.Account.normalise()
	s.Instructions = strings.TrimSpace(strings.ReplaceAll(s.Instructions, "\r\n", "\n"))
	s.Offered = slices.Compact(slices.Sorted(slices.Values(s.Offered)))
	if s.Offered == nil {
		s.Offered = []string{} // none, by choice
	}
	return s
}

func (s Settings) validate() error {
	var wrong fault.Fields
	for _, id := range s.Offered {
		if id != payment.TransferID && id != payment.CashOnDeliveryID {
			wrong.Add("offered", "Please choose among bank transfer and cash on delivery.")
		}
	}
	s.Account.validate(&wrong)
	if utf8.RuneCountInString(s.Instructions) > maxText {
		wrong.Add("instructions", "Please keep it shorter.")
	}
	if s.Offers(payment.TransferID) && !s.TellsWhere() {
		wrong.Add("account.number", "Please enter the account that transfers go to, or don't offer bank transfer.")
	}
	return wrong.Err()
}

// Store keeps the shop's settings.
type Store interface {
	// OfflineSettings returns the stored settings and how often they were
	// changed: the zero Settings and 0 where none were stored.
	OfflineSettings(ctx context.Context) (Settings, int64, error)
	// SetOfflineSettings replaces them and counts the version up, where the
	// stored version is the given one; nil is any. Errors: [ErrConflict].
	SetOfflineSettings(ctx context.Context, s Settings, version *int64) error
}
