package invoice

import (
	"cmp"
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"shop/platform/fault"
	"shop/platform/identity"
)

// ErrConflict says that the settings were changed since they were read.
var ErrConflict = fault.New(fault.Conflict, "invoice-settings-changed",
	"Somebody else changed what invoices say meanwhile. Please look at it again.")

// Seller is what documents say of the shop, and how they are numbered.
type Seller struct {
	Name string `bson:"name"`
	// Address is of several lines.
	Address string `bson:"address,omitempty"`
	Email   string `bson:"email,omitempty"`
	// TaxID is the number that the tax authority knows the shop by.
	TaxID string `bson:"taxId,omitempty"`
	// Footer is what law or custom wants at the foot: register, bank account.
	Footer string `bson:"footer,omitempty"`
	// InvoicePrefix and CreditNotePrefix come in front of the numbers, which
	// run on when they change.
	InvoicePrefix    string `bson:"invoicePrefix,omitempty"`
	CreditNotePrefix string `bson:"creditNotePrefix,omitempty"`
}

// The prefixes of shops that chose none.
const (
	defaultInvoicePrefix    = "INV-"
	defaultCreditNotePrefix = "CN-"
)

func (s Seller) prefix(k Kind) string {
	if k == CreditNote {
		return cmp.Or(s.CreditNotePrefix, defaultCreditNotePrefix)
	}
	return cmp.Or(s.InvoicePrefix, defaultInvoicePrefix)
}

// The bounds of what staff enter, in characters.
const (
	maxLine   = 100
	maxText   = 600
	maxPrefix = 12
)

// prefixPattern keeps numbers usable as names of files and in addresses.
var prefixPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*$`)

func (s Seller) normalise() Seller {
	for _, field := range []*string{&s.Name, &s.Address, &s.Email, &s.TaxID, &s.Footer, &s.InvoicePrefix, &s.CreditNotePrefix} {
		*field = strings.TrimSpace(strings.ReplaceAll(*field, "\r\n", "\n"))
	}
	return s
}

func (s Seller) validate() error {
	var wrong fault.Fields
	for _, field := range []struct {
		path, value string
		most        int
	}{
		{"name", s.Name, maxLine}, {"address", s.Address, maxText}, {"email", s.Email, maxLine}, {"taxId", s.TaxID, maxLine},
		{"footer", s.Footer, maxText}, {"invoicePrefix", s.InvoicePrefix, maxPrefix}, {"creditNotePrefix", s.CreditNotePrefix, maxPrefix},
	} {
		if utf8.RuneCountInString(field.value) > field.most {
			wrong.Add(field.path, "Please keep it shorter.")
		}
	}
	if s.Name == "" {
		wrong.Add("name", "Please enter who sells.")
	}
	if s.Email != "" && !identity.ValidEmail(s.Email) {
		wrong.Add("email", "Please enter an e-mail address, such as shop@example.com.")
	}
	for path, prefix := range map[string]string{"invoicePrefix": s.InvoicePrefix, "creditNotePrefix": s.CreditNotePrefix} {
		if prefix != "" && !prefixPattern.MatchString(prefix) {
			wrong.Add(path, "Please use letters, digits and hyphens, such as INV-.")
		}
	}
	if s.prefix(Invoice) == s.prefix(CreditNote) {
		wrong.Add("creditNotePrefix", "Please use another one than that of invoices.")
	}
	return wrong.Err()
}

// SellerStore keeps what documents say of the shop.
type SellerStore interface {
	// Seller returns the stored settings and how often they were changed: the
	// zero Seller and 0 where none were stored.
	Seller(ctx context.Context) (Seller, int64, error)
	// SetSeller replaces them and counts the version up, where the stored
	// version is the given one; nil is any. Errors: [ErrConflict].
	SetSeller(ctx context.Context, s Seller, version *int64) error
}
