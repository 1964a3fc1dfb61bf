// Package money counts money as an integer of minor units in an ISO 4217
// currency. There is no float anywhere, no silent overflow, and no sum of two
// currencies.
//
// Anyone may import it. It alone imports the library that knows currencies and
// their notation.
package money
