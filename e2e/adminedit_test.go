package e2e_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// save saves the product's form and waits for the page that follows.
func (b *tab) save() {
	b.t.Helper()
	b.submit(`.save-bar button[type="submit"]`)
}

// describe fills the form of a new product that comes in two sizes, of which
// it types the first.
func (b *tab) describe(name string) {
	b.t.Helper()
	b.visit("/admin/products/new")
	b.fill(`[name="name"]`, name)
	b.do("describe it", chromedp.SendKeys(`[name="descriptionHtml"]`, "Made by hand."))
	b.choose(`[name="status"]`, "active")
	b.fill(`[name="option.0"]`, "Size")
	b.variant(0, "Small", name+"-S", "19.50", "7")
}

// variant fills a row of the grid.
func (b *tab) variant(row int, size, sku, price, stock string) {
	b.t.Helper()
	for field, value := range map[string]string{"option.0": size, "sku": strings.ToUpper(strings.ReplaceAll(sku, " ", "-")), "price": price, "stock": stock} {
		b.fill(fmt.Sprintf(`[name="variant.%d.%s"]`, row, field), value)
	}
}

// upload posts a picture drawn here and waits for the page that shows it.
func (b *tab) upload() {
	b.t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 400, 500))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i)
	}
	picture.Set(1, 1, color.White)
	path := filepath.Join(b.t.TempDir(), "picture.png")
	file, err := os.Create(path)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := png.Encode(file, picture); err != nil {
		b.t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.do("choose a picture", chromedp.SetUploadFiles(`input[name="files"]`, []string{path}))
	b.submit(`form.upload button[type="submit"]`)
	b.do("see the picture", chromedp.WaitVisible("#pictures .picture img"))
}

// adjustment changes the stock of the product's first variant by its form.
func (b *tab) adjustment(delta string) {
	b.t.Helper()
	b.do("open the form", chromedp.SendKeys("#stock details:first-of-type summary", kb.Enter))
	b.fill(`#stock details:first-of-type [name="delta"]`, delta)
	b.fill(`#stock details:first-of-type [name="reason"]`, "Counted")
	b.submit(`#stock details:first-of-type button[type="submit"]`)
}

// archive takes the product out of the shop, after the question.
func (b *tab) archive() {
	b.t.Helper()
	b.do("be asked", chromedp.SendKeys(`section[aria-labelledby="archive-title"] summary`, kb.Enter))
	b.submit(`form[action$="/archive"] button[type="submit"]`)
}

func TestBrowser_merchant_makes_and_edits_a_product_without_JavaScript(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	merchant, shopper := newTab(t, s), newClient(t, s)
	merchant.javascript(false)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.describe("Willow basket")
	merchant.fill(`[name="variant.0.price"]`, "much")
	merchant.save()
	merchant.see("main", "please check")
	if got := merchant.value(`[name="name"]`); got != "Willow basket" {
		t.Errorf("the name is %q after a refusal", got)
	}
	merchant.fill(`[name="variant.0.price"]`, "19.50")
	merchant.save()
	merchant.see("h1", "willow basket")
	// A page without script adds a variant by the empty row.
	merchant.variant(1, "Large", "Willow basket-L", "29.50", "2")
	merchant.save()
	merchant.upload()
	merchant.adjustment("-6")
	p := shopper.find("willow-basket")
	if len(p.Variants) != 2 || *p.Variants[0].Available != 1 || p.Variants[1].Price.Amount != 2950 {
		t.Errorf("the shop has %+v", p)
	}
	merchant.archive()
	shopper.want(http.StatusNotFound, http.MethodGet, "/api/products/willow-basket", nil)
}

func TestBrowser_pictures_come_by_drop_and_go_by_drag(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	api := staff(t, s)
	p := api.scarce("Drawn by hand", 5)
	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/products/" + p.ID)
	for n := 1; n <= 3; n++ {
		merchant.event(`
			const canvas = Object.assign(document.createElement("canvas"), { width: 80, height: 100 });
			canvas.getContext("2d").fillRect(0, 0, ` + fmt.Sprint(n*20) + `, 100);
			const blob = await new Promise((done) => canvas.toBlob(done));
			const data = new DataTransfer();
			data.items.add(new File([blob], "drawn.png", { type: "image/png" }));
			drop(document.querySelector("#pictures h2"), data);`)
		merchant.do("see the picture", chromedp.WaitVisible(fmt.Sprintf("#pictures .picture:nth-child(%d) img", n)))
	}
	order := func() string {
		return strings.Join(merchant.strings(`[...document.querySelectorAll(".picture img")].map(i => i.getAttribute("src"))`), " ")
	}
	was := strings.Fields(order())
	merchant.event(`
		const pictures = document.querySelectorAll(".picture");
		const data = new DataTransfer();
		pictures[0].dispatchEvent(new DragEvent("dragstart", { bubbles: true, dataTransfer: data }));
		drop(pictures[2].querySelector("img"), data);`)
	eventually(t, "the first picture is the last", func() bool {
		return order() == strings.Join([]string{was[1], was[2], was[0]}, " ")
	})
}

// event runs a script that has drop(target, data), which lets go of data over
// the target as a mouse does, and waits for the page that follows.
func (b *tab) event(script string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	const drop = `const drop = (target, dataTransfer) => ["dragover", "drop"].forEach((type) =>
		target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer })));`
	run := chromedp.Evaluate[chromedp.Void]("(async () => {"+drop+script+"})()", chromedp.EvalAwaitPromise)
	if _, err := chromedp.RunResponse(ctx, run); err != nil {
		b.t.Fatalf("drop: %v%s", err, b.where())
	}
}

func TestBrowser_the_open_list_of_products_follows_others(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	api := staff(t, s)
	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/products")
	merchant.listening()
	merchant.mark()
	p := api.scarce("Made by a colleague", 500)
	merchant.see("#products", "made by a colleague")
	api.adjust(p, -333)
	merchant.see("#products", "167")
	api.want(http.StatusOK, http.MethodPost, "/api/admin/products/"+p.ID+"/archive", nil)
	eventually(t, "the archived product leaves the list", func() bool {
		return !strings.Contains(strings.Join(merchant.strings(`[document.querySelector("#products").innerText]`), ""), "Made by a colleague")
	})
	merchant.unchanged()
}
