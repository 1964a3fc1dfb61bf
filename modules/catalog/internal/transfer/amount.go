package transfer

import (
	"strconv"
	"strings"

	"shop/platform/money"
)

// parsePrice reads an amount as files have it: "1299.90", and from spreadsheets
// of other countries "1.299,90" or "1,299.90". The later of comma and point
// separates the decimals; a single one does unless three digits follow it and
// it is a comma.
func parsePrice(text, currency string) (money.Money, error) {
	s := strings.ReplaceAll(strings.ReplaceAll(text, " ", ""), "\u00a0", "")
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma < 0:
	case point > comma, len(s)-comma-1 == 3 && point < 0:
		s = strings.ReplaceAll(s, ",", "")
	default:
		s = strings.ReplaceAll(s[:comma], ".", "") + "." + s[comma+1:]
	}
	return money.Parse(s, currency)
}

// parseCount reads a whole number, which some files write as "3.0".
func parseCount(text string) (int, error) {
	if whole, fraction, ok := strings.Cut(text, "."); ok && strings.Trim(fraction, "0") == "" {
		text = whole
	}
	return strconv.Atoi(text)
}

// parseBool reads a yes or no; anything else is fallback.
func parseBool(text string, fallback bool) bool {
	switch strings.ToLower(text) {
	case "true", "yes", "1":
		return true
	case "false", "no", "0":
		return false
	}
	return fallback
}
