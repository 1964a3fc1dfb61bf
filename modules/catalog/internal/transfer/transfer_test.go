package transfer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/modules/catalog/internal/transfer"
	"shop/platform/blob"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// shop is the catalogue's services over a fresh database, whose pictures come
// from a host of its own.
type shop struct {
	*transfer.Service
	products   *product.Service
	categories *category.Service
	stock      *stock.Service
	host       *pictures
	ctx        context.Context
}

// pictures is a host that serves a picture under each path, unless it is down.
type pictures struct {
	URL     string
	down    atomic.Bool
	fetched atomic.Int32
}

func newPictures(t *testing.T) *pictures {
	t.Helper()
	p := &pictures{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.down.Load() {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		p.fetched.Add(1)
		picture := image.NewRGBA(image.Rect(0, 0, 40, 50))
		picture.Set(len(r.URL.Path)%40, 1, color.White)
		picture.Set(int(r.URL.Path[1])%40, 2, color.White)
		_ = jpeg.Encode(w, picture, nil)
	}))
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

func newShop(t *testing.T) shop {
	t.Helper()
	db := mongotest.New(t)
	indexes := []mongo.Indexes{mongostore.StockIndexes(), mongostore.ProductIndexes()}
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	outbox := mongo.NewOutbox()
	store, accounts := mongostore.NewProducts(db, outbox), mongostore.NewStock(db, outbox)
	s := shop{host: newPictures(t), ctx: identity.System(t.Context(), "test")}
	s.stock = stock.NewService(accounts, accounts)
	s.products = product.NewService(store, store, s.stock, "EUR")
	s.categories = category.NewService(mongostore.NewCategories(db, outbox), store)
	fetcher := func() *media.Fetcher { return media.NewFetcher(func(netip.Addr) bool { return true }) }
	s.Service = transfer.NewService(s.products, s.categories, s.stock, media.NewService(blobs), fetcher, "https://shop.example")
	return s
}

// file returns a test file whose pictures are on the shop's host.
func (s shop) file(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("http://pictures.test", s.host.URL, "https://burst.shopifycdn.com", s.host.URL).Replace(string(data))
}

func (s shop) load(t *testing.T, file string, opts catalog.ImportOptions) catalog.ImportReport {
	t.Helper()
	report, err := s.Import(s.ctx, strings.NewReader(file), opts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (s shop) bySlug(t *testing.T, slug string) product.Product {
	t.Helper()
	p, err := s.products.Match(s.ctx, slug, nil)
	if err != nil {
		t.Fatalf("%s: %v", slug, err)
	}
	return p
}

func (s shop) available(t *testing.T, sku catalog.SKU) int {
	t.Helper()
	a, err := s.stock.Account(s.ctx, sku)
	if err != nil {
		t.Fatalf("%s: %v", sku, err)
	}
	return a.Available
}

func counts(r catalog.ImportReport) string {
	return fmt.Sprintf("%d rows: %d created, %d updated, %d unchanged, %d problems", r.Rows, r.Created, r.Updated, r.Unchanged, len(r.Problems))
}

func TestImport_takes_real_files_completely_and_again_without_duplicates(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ file, first, again string }{
		{"apparel.csv", "22 rows: 20 created, 0 updated, 0 unchanged, 0 problems", "22 rows: 0 created, 0 updated, 20 unchanged, 0 problems"},
		{"home-and-garden.csv", "21 rows: 20 created, 0 updated, 0 unchanged, 0 problems", "21 rows: 0 created, 0 updated, 20 unchanged, 0 problems"},
		{"everything-else.csv", "14 rows: 4 created, 0 updated, 0 unchanged, 0 problems", "14 rows: 0 created, 0 updated, 4 unchanged, 0 problems"},
	} {
		t.Run(tc.file, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			file := s.file(t, tc.file)
			if got := counts(s.load(t, file, catalog.ImportOptions{})); got != tc.first {
				t.Errorf("first: %s, want %s", got, tc.first)
			}
			if got := counts(s.load(t, file, catalog.ImportOptions{})); got != tc.again {
				t.Errorf("again: %s, want %s", got, tc.again)
			}
		})
	}
}

func TestImport_understands_what_a_file_says(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.load(t, s.file(t, "everything-else.csv"), catalog.ImportOptions{})

	t.Run("three options, weights, earlier prices, SKUs and stock", func(t *testing.T) {
		p := s.bySlug(t, "trail-jacket")
		if len(p.Variants) != 8 || len(p.Options) != 3 || strings.Join(p.Options[0].Values, "|") != "S|M; long" {
			t.Fatalf("%d variants, options %v", len(p.Variants), p.Options)
		}
		first, last := p.Variants[0], p.Variants[7]
		if first.SKU != "TJ-1" || first.WeightGrams != 610 || first.CompareAt.Amount != 24900 || first.Barcode != "4006381333931" {
			t.Errorf("first %+v", first)
		}
		if last.SKU != "TRAIL-JACKET-M-LONG-SLATE-NONE" || last.CompareAt != nil || s.available(t, last.SKU) != 8 {
			t.Errorf("last %+v", last)
		}
		if p.Name != "Trail jacket; all weather" || !strings.Contains(p.DescriptionHTML, "Two lines:\nfirst; second.") || strings.Join(p.Tags, "|") != "outdoor|rain; snow" {
			t.Errorf("%q %q %q", p.Name, p.DescriptionHTML, p.Tags)
		}
		if p.SEO.Description != `Keeps out "everything".` {
			t.Errorf("SEO %q", p.SEO.Description)
		}
	})
	t.Run("several pictures, in order, and which shows which variant", func(t *testing.T) {
		p := s.bySlug(t, "trail-jacket")
		var alts []string
		for _, i := range p.Images {
			alts = append(alts, i.Alt)
		}
		if strings.Join(alts, "|") != "Moss jacket, front|Slate jacket|The back|The zip" {
			t.Errorf("pictures %q", alts)
		}
		if slate := p.Picture(p.Variants[2]); slate.Alt != "Slate jacket" {
			t.Errorf("the slate variant shows %q", slate.Alt)
		}
	})
	t.Run("what is not tracked, shipped or taxed", func(t *testing.T) {
		v := s.bySlug(t, "gift-voucher").Variants[0]
		if v.Tracked || v.RequiresShipping || v.Taxable || v.Price.Amount != 2500 || v.SKU != "GIFT-VOUCHER" {
			t.Errorf("variant %+v", v)
		}
	})
	t.Run("cells that spreadsheets were kept from reading as formulas", func(t *testing.T) {
		p := s.bySlug(t, "sum-a1")
		if p.Name != "=2+3 mug" || p.Vendor != "@home" || p.Tags[0] != "-sale" || p.Status != product.Draft || p.Variants[0].Price.Amount != 125050 {
			t.Errorf("product %+v", p.Content)
		}
	})
	t.Run("rows of a product that are apart", func(t *testing.T) {
		p := s.bySlug(t, "late-product")
		if len(p.Variants) != 2 || p.Status != product.Draft {
			t.Errorf("%d variants, %s", len(p.Variants), p.Status)
		}
	})
	t.Run("types as categories", func(t *testing.T) {
		tree, err := s.categories.Tree(s.ctx)
		if err != nil || len(tree.Nodes) != 3 {
			t.Fatalf("%d categories, %v", len(tree.Nodes), err)
		}
		if mugs, ok := tree.BySlug("mugs"); !ok || s.bySlug(t, "late-product").CategoryIDs[0] != mugs.ID {
			t.Errorf("no mugs in %v", tree.Nodes)
		}
	})
}

func TestImport_reports_each_bad_row_while_the_good_ones_land(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	report := s.load(t, s.file(t, "faulty.csv"), catalog.ImportOptions{})
	if report.Created != 3 {
		t.Errorf("%d created, want good, fine and last", report.Created)
	}
	var got strings.Builder
	for _, p := range report.Problems {
		fmt.Fprintf(&got, "%d %s %v %s\n", p.Line, p.Handle, p.Fatal, p.Reason)
	}
	want := `3 good true "ten" is no price in EUR.
4 good true The SKU "GOOD-S" is in line 2 already.
5 good true The variant in line 2 has the same options.
6 good false "?" is no earlier price; it was left out.
6 good false "heavy" is no weight in grams; it was left out.
6 good false "-3" is no number of units; none were taken.
7  true This row has no handle.
8 untitled true The product has no title.
9 no-variant true The product has no variant that can be imported.
10 long true name: A name has at most 200 characters.
12  true The quotes of this row don't match.
13 wide true This row has more cells than the first line has columns.
`
	if got.String() != want {
		t.Errorf("problems:\n%swant:\n%s", got.String(), want)
	}
	if n := len(s.bySlug(t, "good").Variants); n != 2 {
		t.Errorf("%d good variants, want 2", n)
	}
}

func TestImport_dry_run_tells_the_same_and_stores_nothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, name := range []string{"everything-else.csv", "apparel.csv"} {
		file := s.file(t, name)
		dry := s.load(t, file, catalog.ImportOptions{DryRun: true})
		if n, err := s.products.Count(s.ctx); err != nil || n != 0 || s.host.fetched.Load() != 0 {
			t.Fatalf("%d products, %d pictures fetched, %v", n, s.host.fetched.Load(), err)
		}
		if dry.Created == 0 {
			t.Errorf("%s", counts(dry))
		}
	}
	file := s.file(t, "everything-else.csv")
	s.load(t, file, catalog.ImportOptions{})
	if dry := s.load(t, file, catalog.ImportOptions{DryRun: true}); dry.Unchanged != 4 {
		t.Errorf("over the same products: %s", counts(dry))
	}
}

func TestImport_leaves_stock_alone_unless_asked(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	file := s.file(t, "everything-else.csv")
	s.load(t, file, catalog.ImportOptions{})
	if _, err := s.stock.Adjust(s.ctx, stock.Adjustment{SKU: "TJ-1", Delta: 5, Reason: "test"}); err != nil {
		t.Fatal(err)
	}
	s.load(t, file, catalog.ImportOptions{})
	if n := s.available(t, "TJ-1"); n != 6 {
		t.Errorf("without being asked: %d available, want 6", n)
	}
	if dry := s.load(t, file, catalog.ImportOptions{Stock: true, DryRun: true}); dry.Updated != 1 || s.available(t, "TJ-1") != 6 {
		t.Errorf("dry run: %s", counts(dry))
	}
	if report := s.load(t, file, catalog.ImportOptions{Stock: true}); report.Updated != 1 || s.available(t, "TJ-1") != 1 {
		t.Errorf("asked: %s, %d available", counts(report), s.available(t, "TJ-1"))
	}
}

func TestImport_pictures_that_cannot_be_fetched_are_drawn_until_they_can(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.host.down.Store(true)
	file := s.file(t, "everything-else.csv")
	first := s.load(t, file, catalog.ImportOptions{})
	if first.Created != 4 || len(first.Problems) != 5 || first.Problems[0].Fatal || !strings.Contains(first.Problems[0].Reason, "503") {
		t.Errorf("%s: %v", counts(first), first.Problems)
	}
	if p := s.bySlug(t, "trail-jacket"); len(p.Images) != 4 || !p.Images[0].Placeholder || !strings.HasSuffix(p.Images[0].URL, ".svg") {
		t.Errorf("pictures %+v", p.Images)
	}
	if again := s.load(t, file, catalog.ImportOptions{}); again.Unchanged != 4 {
		t.Errorf("still down: %s", counts(again))
	}
	s.host.down.Store(false)
	if then := s.load(t, file, catalog.ImportOptions{}); then.Updated != 2 || len(then.Problems) != 0 {
		t.Errorf("up again: %s", counts(then))
	}
	if p := s.bySlug(t, "trail-jacket"); p.Images[0].Placeholder || !strings.HasSuffix(p.Images[0].URL, ".webp") {
		t.Errorf("picture %+v", p.Images[0])
	}
	fetched := s.host.fetched.Load()
	s.load(t, file, catalog.ImportOptions{})
	if s.host.fetched.Load() != fetched {
		t.Error("pictures were fetched again")
	}
}

func TestImport_reads_other_spellings_of_the_same_file(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"semicolons and decimal commas": "Handle;Title;Variant Price;Tags\nmug;Mug;1.249,90;\"a, b\"\n",
		"tabs":                          "Handle\tTitle\tVariant Price\tTags\nmug\tMug\t1249.90\ta, b\n",
		"Windows line breaks and marks": "\ufeffHandle,Title,Variant Price,Tags\r\nmug,Mug,\"1,249.90\",\"a, b\"\r\n",
		"columns in another case":       "HANDLE,title,variant price,TAGS\nmug,Mug,1249.90,\"a, b\"\n",
		"UTF-16":                        string([]byte{0xff, 0xfe}) + utf16("Handle\tTitle\tVariant Price\tTags\nmug\tMug\t1249.90\ta, b\n"),
		"Windows-1252":                  "Handle,Title,Variant Price,Tags,Vendor\nmug,Mug,1249.90,\"a, b\",Caf\xe9\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			if report := s.load(t, file, catalog.ImportOptions{}); report.Created != 1 || len(report.Problems) != 0 {
				t.Fatalf("%s: %v", counts(report), report.Problems)
			}
			p := s.bySlug(t, "mug")
			if p.Name != "Mug" || p.Variants[0].Price.Amount != 124990 || strings.Join(p.Tags, "|") != "a|b" || p.Vendor != "" && p.Vendor != "Café" {
				t.Errorf("product %+v", p.Content)
			}
		})
	}
}

func utf16(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(0)
	}
	return b.String()
}

func TestImport_refuses_what_is_no_product_file(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for name, file := range map[string]string{"nothing": "", "another table": "a,b\n1,2\n", "a broken first line": "\"Handle\nx"} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.Import(s.ctx, strings.NewReader(file), catalog.ImportOptions{}); !errors.Is(err, transfer.ErrFile) {
				t.Errorf("error %v", err)
			}
		})
	}
	t.Run("strangers", func(t *testing.T) {
		if _, err := s.Import(t.Context(), strings.NewReader(""), catalog.ImportOptions{}); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("error %v", err)
		}
	})
}

func TestExport_imported_again_changes_nothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, name := range []string{"everything-else.csv", "home-and-garden.csv"} {
		s.load(t, s.file(t, name), catalog.ImportOptions{})
	}
	var file bytes.Buffer
	var told []int
	n, err := s.Export(s.ctx, &file, func(done, total int) { told = append(told, done, total) })
	if err != nil || n != 24 || told[len(told)-1] != 24 {
		t.Fatalf("%d exported, told %v, %v", n, told, err)
	}
	report := s.load(t, file.String(), catalog.ImportOptions{Stock: true})
	if report.Unchanged != 24 || len(report.Problems) != 0 {
		t.Errorf("%s: %v", counts(report), report.Problems)
	}
	other := newShop(t)
	if report := other.load(t, file.String(), catalog.ImportOptions{}); report.Created != 24 || len(report.Problems) != 0 {
		t.Errorf("into another shop: %s: %v", counts(report), report.Problems)
	}
	var second bytes.Buffer
	if _, err := other.Export(other.ctx, &second, nil); err != nil || second.String() != file.String() {
		t.Errorf("the other shop exports something else, %v", err)
	}
}

func TestExport_writes_no_formula(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.load(t, s.file(t, "everything-else.csv"), catalog.ImportOptions{})
	var file bytes.Buffer
	if _, err := s.Export(s.ctx, &file, nil); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(file.String(), ",'=2+3 mug,") || strings.Contains(file.String(), ",=") || strings.Contains(file.String(), ",@") {
		t.Errorf("%s", file.String())
	}
}

func TestImport_tells_its_progress(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var told []string
	s.load(t, s.file(t, "everything-else.csv"), catalog.ImportOptions{Progress: func(done, total int) { told = append(told, fmt.Sprintf("%d/%d", done, total)) }})
	if got := strings.Join(told, " "); got != "1/4 2/4 3/4 4/4" {
		t.Errorf("told %q", got)
	}
}

func TestImport_leaves_what_a_file_has_no_column_for(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.load(t, s.file(t, "everything-else.csv"), catalog.ImportOptions{})
	before := s.bySlug(t, "trail-jacket")
	var prices strings.Builder
	prices.WriteString("Handle,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Price\n")
	for _, v := range before.Variants {
		fmt.Fprintf(&prices, "trail-jacket,Size,%s,Colour,%s,Lining,%s,%s,199.00\n", v.Options[0].Value, v.Options[1].Value, v.Options[2].Value, v.SKU)
	}
	if report := s.load(t, prices.String(), catalog.ImportOptions{}); report.Updated != 1 || len(report.Problems) != 0 {
		t.Fatalf("%s: %v", counts(report), report.Problems)
	}
	after := s.bySlug(t, "trail-jacket")
	want := before.Content
	want.Variants = append([]product.Variant{}, before.Variants...)
	for i := range want.Variants {
		want.Variants[i].Price.Amount = 19900
	}
	if got, want := fmt.Sprintf("%+v", plain(after.Content)), fmt.Sprintf("%+v", plain(want)); got != want {
		t.Errorf("after\n%s\nwant\n%s", got, want)
	}
}

// plain returns content whose earlier prices print as values.
func plain(c product.Content) any {
	var before []any
	variants := append([]product.Variant{}, c.Variants...)
	for i := range variants {
		if variants[i].CompareAt != nil {
			before = append(before, i, *variants[i].CompareAt)
		}
		variants[i].CompareAt = nil
	}
	c.Variants = variants
	return []any{c, before}
}

func TestImport_finds_a_product_whose_address_was_changed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	file := s.file(t, "everything-else.csv")
	s.load(t, file, catalog.ImportOptions{})
	p := s.bySlug(t, "gift-voucher")
	in := product.Input{Content: p.Content}
	in.Slug = "voucher"
	if _, err := s.products.Update(s.ctx, p.ID, p.Version, in); err != nil {
		t.Fatal(err)
	}
	if report := s.load(t, file, catalog.ImportOptions{}); report.Unchanged != 4 {
		t.Errorf("%s: %v", counts(report), report.Problems)
	}
	if now := s.bySlug(t, "voucher"); now.ID != p.ID {
		t.Errorf("product %s became %s", p.ID, now.ID)
	}
}

func TestImport_of_another_products_SKU_is_a_problem_of_that_product(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.load(t, "Handle,Title,Variant SKU,Variant Price\nmug,Mug,SAME,1.00\n", catalog.ImportOptions{})
	report := s.load(t, "Handle,Title,Variant SKU,Variant Price\ncup,Cup,SAME,1.00\nbowl,Bowl,OWN,1.00\n", catalog.ImportOptions{})
	if report.Created != 1 || len(report.Problems) != 1 || report.Problems[0].Handle != "cup" || !strings.Contains(report.Problems[0].Reason, "Another product has this SKU.") {
		t.Errorf("%s: %v", counts(report), report.Problems)
	}
}

func TestTransfer_has_the_tax_class_as_Shopifys_tax_code(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.load(t, "Handle,Title,Variant SKU,Variant Price,Variant Tax Code\nrye,Rye bread,RYE,3.00,PC040100\n", catalog.ImportOptions{})
	s.load(t, "Handle,Title,Variant SKU,Variant Price\nrye,Rye bread,RYE,3.50\n", catalog.ImportOptions{}) // keeps what it has no column for
	if v := s.bySlug(t, "rye").Variants[0]; v.TaxClass != "PC040100" || v.Price.Amount != 350 {
		t.Errorf("variant %+v", v)
	}
	var file strings.Builder
	if _, err := s.Export(s.ctx, &file, nil); err != nil || !strings.Contains(file.String(), "PC040100") {
		t.Errorf("%v, exported\n%s", err, file.String())
	}
	report := s.load(t, "Handle,Title,Variant SKU,Variant Price,Variant Tax Code\nrye,Rye bread,RYE,3.00,7 %\n", catalog.ImportOptions{})
	if len(report.Problems) != 1 || !strings.Contains(report.Problems[0].Reason, "tax class") {
		t.Errorf("an odd code: %+v", report.Problems)
	}
}
