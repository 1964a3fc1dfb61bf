package auth

// accountFields are the fields of the account's forms in their order.
var accountFields = []string{"name", "email", "current", "password"}

// addressFields are those of the address form.
var addressFields = []string{"name", "line1", "line2", "postalCode", "city", "region", "country"}
