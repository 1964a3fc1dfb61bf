package account

import (
	"shop/platform/address"
	"shop/platform/fault"
)

// maxAddresses is more than anybody sends parcels to.
const maxAddresses = 20

// Address is one that an account keeps.
type Address struct {
	ID string
	address.Address
	// Default marks the one that forms are filled with.
	Default bool
}

// The errors of addresses.
var (
	errNoAddress        = fault.New(fault.NotFound, "no-address", "There is no such address.")
	errTooManyAddresses = fault.New(fault.Conflict, "too-many-addresses", "You can keep at most 20 addresses. Please remove one first.")
)

// putAddress adds kept, or replaces the one of its id. The first address is
// the default; a new default replaces the old one.
func (a *Account) putAddress(kept Address) error {
	at := a.indexOf(kept.ID)
	switch {
	case kept.ID == "":
		if len(a.Addresses) >= maxAddresses {
			return errTooManyAddresses
		}
		kept.ID = newID()
		a.Addresses = append(a.Addresses, kept)
		at = len(a.Addresses) - 1
	case at < 0:
		return errNoAddress
	default:
		kept.Default = kept.Default || a.Addresses[at].Default
		a.Addresses[at] = kept
	}
	if kept.Default || len(a.Addresses) == 1 {
		a.makeDefault(at)
	}
	return nil
}

// removeAddress removes an address; the oldest left becomes the default when it
// was the default.
func (a *Account) removeAddress(id string) error {
	at := a.indexOf(id)
	if at < 0 {
		return errNoAddress
	}
	was := a.Addresses[at].Default
	a.Addresses = append(a.Addresses[:at:at], a.Addresses[at+1:]...)
	if was && len(a.Addresses) > 0 {
		a.makeDefault(0)
	}
	return nil
}

func (a *Account) makeDefault(at int) {
	for i := range a.Addresses {
		a.Addresses[i].Default = i == at
	}
}

func (a *Account) indexOf(id string) int {
	for i, kept := range a.Addresses {
		if kept.ID == id {
			return i
		}
	}
	return -1
}
