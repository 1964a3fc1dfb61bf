package auth

import (
	"time"

	"github.com/a-h/templ"

	"shop/views/ui"
)

// Login is the sign-in page. It posts to href.Login(""): email, password, next.
type Login struct {
	Email string
	// Next is a root-relative path to go to afterwards; may be empty.
	Next string
	// Errors are by field name.
	Errors map[string]string
	// Message is what is wrong with the whole: "E-mail or password is wrong."
	Message string
}

// Register is the page that opens an account. It posts to href.Register(""):
// name, email, password, next.
type Register struct {
	Name, Email, Next string
	Errors            map[string]string
	Message           string
}

// Forgot asks for a reset mail. It posts to href.Forgot(): email.
type Forgot struct {
	Email  string
	Errors map[string]string
	// Sent says the same whether there is such an account or not.
	Sent    bool
	Message string
}

// Reset sets a new password. It posts to href.Reset(Token): password.
type Reset struct {
	Token  string
	Errors map[string]string
	// Expired: the token is used, too old or unknown.
	Expired bool
	Message string
}

// Setup sets the owner's first password. It posts to href.Setup(Token): name,
// email, password.
type Setup struct {
	Token, Name, Email string
	Errors             map[string]string
	Expired            bool
	Message            string
}

// Account is the overview. Panels is the slot "account".
type Account struct {
	Name, Email string
	// Address is the default address, one string per line; may be empty.
	Address  []string
	Sessions int
	Staff    bool
	Panels   templ.Component
}

// Addresses keeps the shopper's addresses. It posts to href.AccountAddresses():
// action = "save" with id (empty for a new one), name, line1, line2, city,
// postalCode, region, country; action = "remove" or "default" with id.
type Addresses struct {
	Addresses []Address
	// Form is the address being added or changed; ?edit=ID fills it.
	Form      AddressForm
	Countries []ui.Choice
}

// Address is a kept address.
type Address struct {
	ID string
	// Lines are as on an envelope.
	Lines   []string
	Default bool
}

// AddressForm is an address as typed.
type AddressForm struct {
	ID, Name, Line1, Line2, City, PostalCode, Region, Country string

	Errors  map[string]string
	Message string
}

// Profile changes name and password. It posts to href.AccountProfile():
// action = "name" with name, or action = "password" with current and password.
type Profile struct {
	Name, Email string
	Errors      map[string]string
	Message     string
}

// Sessions lists where the account is signed in. It posts to
// href.AccountSessions(): action = "revoke" with id, or action = "revoke-others".
type Sessions struct {
	Sessions []Session
}

// Session is one sign-in.
type Session struct {
	ID string
	// Device is read from the user agent: "Firefox on Linux".
	Device, IP string
	LastSeen   time.Time
	Current    bool
}
