package pages

import (
	"fmt"
	"strings"
	"time"

	"shop/modules/catalog/internal/product"
)

// saleTime is how a sale's times are typed, in UTC.
const saleTime = "2006-01-02T15:04"

// salesText writes sales as they are typed, one a line: from, until and price.
func salesText(sales []product.Sale) string {
	lines := make([]string, len(sales))
	for i, s := range sales {
		lines[i] = s.From.UTC().Format(saleTime) + " " + s.Until.UTC().Format(saleTime) + " " + s.Price.Decimal()
	}
	return strings.Join(lines, "\n")
}

// sales reads what salesText writes.
func (f *form) sales(i int, text string) []product.Sale {
	var sales []product.Sale
	n := 0
	for line := range strings.Lines(text) {
		n++
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) == 3 {
			from, fromErr := time.Parse(saleTime, words[0])
			until, untilErr := time.Parse(saleTime, words[1])
			if fromErr == nil && untilErr == nil {
				sales = append(sales, product.Sale{From: from, Until: until, Price: f.price(i, "sales", words[2])})
				continue
			}
		}
		f.wrong.Add(cell(i, "sales"), fmt.Sprintf("Line %d: please give begin, end and price, such as 2026-11-27T00:00 2026-12-01T00:00 19.00.", n))
	}
	return sales
}
