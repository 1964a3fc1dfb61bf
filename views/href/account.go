package href

import "net/url"

// Login is the sign-in page; next, which may be empty, is where to go after.
func Login(next string) string { return withNext("/login", next) }

// Register is the page that opens an account.
func Register(next string) string { return withNext("/register", next) }

// Logout ends the session (POST).
func Logout() string { return "/logout" }

// Forgot asks for a mail that resets the password.
func Forgot() string { return "/forgot" }

// Reset sets a new password with a mailed token.
func Reset(token string) string { return "/reset/" + url.PathEscape(token) }

// Setup sets the owner's first password with a printed token.
func Setup(token string) string { return "/setup/" + url.PathEscape(token) }

// Account is the overview of the shopper's account.
func Account() string { return "/account" }

// AccountOrders lists the shopper's orders.
func AccountOrders() string { return "/account/orders" }

// AccountAddresses keeps the shopper's addresses (POST: adds or changes one).
func AccountAddresses() string { return "/account/addresses" }

// AccountAddress is the addresses with one of them open for a change.
func AccountAddress(id string) string {
	return AccountAddresses() + "?" + url.Values{"edit": {id}}.Encode()
}

// AccountSessions lists where the shopper is signed in (POST: ends sessions).
func AccountSessions() string { return "/account/sessions" }

// AccountProfile changes name and password.
func AccountProfile() string { return "/account/profile" }

func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?" + url.Values{"next": {next}}.Encode()
}
