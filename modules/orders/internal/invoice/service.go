package invoice

import (
	"context"
	"iter"
	"slices"

	"shop/modules/orders"
	"shop/modules/orders/internal/order"
	"shop/platform/fault"
	"shop/platform/identity"
)

// ErrNotFound says that the order has no such document.
var ErrNotFound = fault.New(fault.NotFound, "no-document", "There is no such document.")

// Subscription is the durable one by whose events documents are issued.
const Subscription = "orders.invoices"

// Compose returns the documents that an order lacks, given those that it has.
type Compose func(issued []Document) []Document

// Store keeps documents.
type Store interface {
	// Issue numbers and stores what compose says is due of the order. It asks
	// compose again where somebody else issued documents meanwhile, so that
	// what compose was told held when the numbers were given.
	Issue(ctx context.Context, id orders.OrderID, compose Compose) error
	// OfOrder returns an order's documents, its invoice first and then the
	// credit notes by their numbers.
	OfOrder(ctx context.Context, id orders.OrderID) ([]Document, error)
	// List returns up to limit documents of all orders after those skipped, the
	// latest first, and how many there are.
	List(ctx context.Context, f Filter, skip, limit int) ([]Document, int, error)
	// Each goes through all of them, in the order in which they were issued. An
	// error is the last that comes.
	Each(ctx context.Context, f Filter) iter.Seq2[Document, error]
}

// Service issues documents and shows them to those who may see the order.
type Service struct {
	store   Store
	sellers SellerStore
	name    string
}

// NewService returns the service over the stores. name is the shop's, for
// documents as long as staff entered none.
func NewService(store Store, sellers SellerStore, name string) *Service {
	return &Service{store: store, sellers: sellers, name: name}
}

// Of returns the order's documents, those that were due first issued. It is for
// callers who may see the order.
func (s *Service) Of(ctx context.Context, o order.Order) ([]Document, error) {
	for {
		issued, err := s.store.OfOrder(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		if len(Due(o, issued, Seller{})) == 0 {
			return issued, nil
		}
		if err := s.Issue(ctx, o); err != nil {
			return nil, err
		}
	}
}

// Issue issues the order's invoice, or where it has one, the credit notes that
// are due.
func (s *Service) Issue(ctx context.Context, o order.Order) error {
	seller, _, err := s.current(ctx)
	if err != nil {
		return err
	}
	return s.store.Issue(ctx, o.ID, func(issued []Document) []Document { return Due(o, issued, seller) })
}

// Get returns one of the order's documents by its number. It is for callers who
// may see the order. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, o order.Order, number string) (Document, error) {
	list, err := s.Of(ctx, o)
	if err != nil {
		return Document{}, err
	}
	i := slices.IndexFunc(list, func(d Document) bool { return d.Number() == number })
	if i < 0 {
		return Document{}, ErrNotFound
	}
	return list[i], nil
}

func (s *Service) current(ctx context.Context) (Seller, int64, error) {
	seller, version, err := s.sellers.Seller(ctx)
	if err == nil && version == 0 {
		seller = Seller{Name: s.name, InvoicePrefix: defaultInvoicePrefix, CreditNotePrefix: defaultCreditNotePrefix}
	}
	return seller, version, err
}

// Seller returns what documents say of the shop, with its version, for staff.
// Errors: identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) Seller(ctx context.Context) (Seller, int64, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Seller{}, 0, err
	}
	return s.current(ctx)
}

// SetSeller stores other settings in place of those that were read at version,
// for staff; nil replaces any. Documents keep what they say. Errors: those of
// [Service.Seller], [ErrConflict], fault.Invalid naming each wrong value.
func (s *Service) SetSeller(ctx context.Context, seller Seller, version *int64) error {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return err
	}
	seller = seller.normalise()
	if err := seller.validate(); err != nil {
		return err
	}
	return s.sellers.SetSeller(ctx, seller, version)
}
