package identity

import (
	"context"
	"net/netip"
	"time"

	"shop/platform/fault"
)

// Role is what a signed-in account may do.
type Role string

// The roles. An anonymous caller has none.
const (
	Shopper Role = "shopper"
	Staff   Role = "staff"
)

// Caller is whoever a request or job acts for. The zero Caller is an anonymous
// visitor who has no cart yet.
type Caller struct {
	// Account is the id of the signed-in account; empty for guests.
	Account string
	// Name and Email are the account's, for greetings and prefilled forms.
	Name, Email string
	Role        Role
	// CreatedAt is when the account was made.
	CreatedAt time.Time
	// Epoch counts changes of role and password; a session of an older epoch
	// is refused.
	Epoch int64
	// Session is the id of the session (not its token).
	Session string
	// Guest is the secret token of a guest's cart, from the Cart-Token header
	// or the cart cookie; empty when none was sent. It may be set beside
	// Account: then sign-in has yet to merge that cart.
	Guest string
	// IP is the client's address as trusted proxies report it; UserAgent is
	// the header, cut to 400 bytes.
	IP, UserAgent string
}

// Network is what a limit counts the caller by: see [Network].
func (c Caller) Network() string {
	ip, err := netip.ParseAddr(c.IP)
	if err != nil {
		return c.IP
	}
	return Network(ip)
}

// Network is what a limit counts an address by: the IPv4 address, or the /64 of
// an IPv6 address, which one household or server owns as a whole.
func Network(ip netip.Addr) string {
	ip = ip.Unmap()
	if prefix, err := ip.Prefix(64); err == nil && ip.Is6() {
		return prefix.String()
	}
	return ip.String()
}

// SignedIn reports whether the caller has an account.
func (c Caller) SignedIn() bool { return c.Account != "" }

// IsStaff reports whether the caller may use the admin.
func (c Caller) IsStaff() bool { return c.Role == Staff }

// ErrSignIn is returned where an account is needed and there is none.
var ErrSignIn = fault.New(fault.Unauthenticated, "sign-in", "Please sign in first.")

// ErrStaffOnly is returned where a shopper asks for what only staff may do.
var ErrStaffOnly = fault.New(fault.Forbidden, "staff-only", "Only the shop's staff may do this.")

type contextKey struct{}

// With returns a context that carries c.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, contextKey{}, c)
}

// From returns the context's caller, the zero Caller where there is none.
func From(ctx context.Context) Caller {
	c, _ := ctx.Value(contextKey{}).(Caller)
	return c
}

// System returns a context in which the shop itself acts with staff rights:
// a worker, a command, the seeding. name appears in histories.
func System(ctx context.Context, name string) context.Context {
	return With(ctx, Caller{Account: "system:" + name, Name: name, Role: Staff})
}

// RequireAccount returns the caller, or [ErrSignIn] when it is a guest.
func RequireAccount(ctx context.Context) (Caller, error) {
	c := From(ctx)
	if !c.SignedIn() {
		return c, ErrSignIn
	}
	return c, nil
}

// RequireStaff returns the caller, [ErrSignIn] when it is a guest, or
// [ErrStaffOnly] when it is a shopper.
func RequireStaff(ctx context.Context) (Caller, error) {
	c, err := RequireAccount(ctx)
	if err != nil {
		return c, err
	}
	if !c.IsStaff() {
		return c, ErrStaffOnly
	}
	return c, nil
}
