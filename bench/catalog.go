package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The words that products are made of.
var (
	kinds = []string{
		"Lamp", "Chair", "Mug", "Notebook", "Blanket", "Vase", "Clock", "Bowl", "Basket", "Knife", "Pillow", "Shelf",
	}
	materials = []string{"Oak", "Walnut", "Steel", "Linen", "Clay", "Glass", "Wool", "Brass", "Cork", "Paper"}
	manners   = []string{"Plain", "Folding", "Tall", "Round", "Small", "Heavy", "Quiet", "Bright", "Soft", "Wide"}
	sizes     = []string{"Small", "Medium", "Large"}
)

// description is about as long as merchants write.
const description = "<p>Made in small numbers by people who sign their work. The %s is finished by hand, so no two are quite the same, " +
	"and it is meant to be used every day.</p><ul><li>Material: %s</li><li>Made to be repaired</li><li>Ships within two days</li></ul>"

// writeCatalogue writes n products in the format that "shop import" reads: the
// same ones each time, with one to three variants, in as many categories as
// there are kinds.
func writeCatalogue(out io.Writer, n int) error {
	w := csv.NewWriter(out)
	rows := [][]string{{
		"Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name", "Option1 Value",
		"Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Price", "Status",
	}}
	for i := range n {
		rows = append(rows, productRows(i)...)
	}
	return w.WriteAll(rows)
}

// describe says what the i-th product is.
func describe(i int) (manner, material, kind string) {
	return manners[i/3%len(manners)], materials[i/7%len(materials)], kinds[i%len(kinds)]
}

func title(i int) string {
	manner, material, kind := describe(i)
	return fmt.Sprintf("%s %s %s No %d", manner, material, kind, i+1)
}

// handle is the i-th product's slug.
func handle(i int) string { return strings.ReplaceAll(strings.ToLower(title(i)), " ", "-") }

func productRows(i int) [][]string {
	manner, material, kind := describe(i)
	price := 500 + i*37%20_000
	var rows [][]string
	for v := range 1 + i%len(sizes) {
		row := []string{
			handle(i), "", "", "", "", "", "", "Size", sizes[v], fmt.Sprintf("BENCH-%05d-%d", i+1, v), "400", "shopify",
			strconv.Itoa(5 + i%90), fmt.Sprintf("%d.%02d", (price+v*300)/100, (price+v*300)%100), "active",
		}
		if v == 0 {
			copy(row[1:], []string{
				title(i), fmt.Sprintf(description, strings.ToLower(kind), strings.ToLower(material)), "Workshop " + strconv.Itoa(1+i%20),
				kind, strings.ToLower(material + ", " + manner), "true",
			})
		}
		rows = append(rows, row)
	}
	return rows
}

// writeScarce writes n products with so many units that none runs out.
func writeScarce(out io.Writer, n int) error {
	rows := [][]string{{
		"Handle", "Title", "Published", "Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Price", "Status",
	}}
	for i, sku := range scarceSKUs()[:n] {
		rows = append(rows, []string{
			strings.ToLower(sku), "Scarce No " + strconv.Itoa(i+1), "true", sku, "400", "shopify", "1000000", "20.00", "active",
		})
	}
	return csv.NewWriter(out).WriteAll(rows)
}
