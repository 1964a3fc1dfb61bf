package transfer_test

import (
	"strings"
	"testing"
	"time"

	"shop/modules/catalog"
)

func TestTransfer_has_backorder_as_Shopifys_policy(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	const header = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Variant Inventory Policy\n"
	s.load(t, header+"rye,Rye bread,RYE,3.00,1,continue\noat,Oat bread,OAT,3.00,1,deny\n", catalog.ImportOptions{})
	for sku, want := range map[catalog.SKU]bool{"RYE": true, "OAT": false} {
		err := s.stock.Hold(s.ctx, catalog.Hold{Order: "o", SKU: sku, Quantity: 4, By: time.Now().Add(time.Hour)})
		if (err == nil) != want {
			t.Errorf("four of one %s: %v", sku, err)
		}
	}
	s.load(t, "Handle,Title,Variant SKU,Variant Price\nrye,Rye bread,RYE,3.50\n", catalog.ImportOptions{}) // keeps what it has no column for
	if v := s.bySlug(t, "rye").Variants[0]; !v.Backorder {
		t.Errorf("variant %+v", v)
	}
	// What is owed goes out and comes back as it is.
	var file strings.Builder
	if _, err := s.Export(s.ctx, &file, nil); err != nil || !strings.Contains(file.String(), ",-3,continue,") {
		t.Errorf("%v, exported\n%s", err, file.String())
	}
	if report := s.load(t, file.String(), catalog.ImportOptions{Stock: true}); report.Unchanged != 2 || len(report.Problems) != 0 {
		t.Errorf("%s: %v", counts(report), report.Problems)
	}
	other := newShop(t)
	if other.load(t, file.String(), catalog.ImportOptions{}); other.available(t, "RYE") != 0 {
		t.Errorf("%d available in another shop, which owes nobody anything", other.available(t, "RYE"))
	}
	if report := s.load(t, header+"oat,Oat bread,OAT,3.00,-2,deny\n", catalog.ImportOptions{Stock: true}); len(report.Problems) != 1 {
		t.Errorf("fewer than none of what ends at none: %v", report.Problems)
	}
}
