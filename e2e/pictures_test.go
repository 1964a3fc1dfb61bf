package e2e_test

import (
	"cmp"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pictures is where "make pictures" keeps what TestBrowser_pictures took.
var pictures = flag.String("pictures", "", "the folder to keep the README's pictures in")

// TestBrowser_pictures takes the pictures of the README: a fresh demo shop, in
// which one order was placed.
func TestBrowser_pictures(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	folder := cmp.Or(*pictures, t.ArtifactDir())
	app := newClient(t, s)
	shopper, merchant := newTab(t, s), newTab(t, s)
	p := app.find("everyday-mug")
	shopper.order(p, "ada@example.com")
	number := shopper.number()
	merchant.enter(ownerEmail, ownerPassword)

	for _, scheme := range []string{"light", "dark"} {
		shopper.scheme(scheme)
		shopper.visit("/")
		shopper.picture(filepath.Join(folder, "home-"+scheme+".webp"), desktop)
		merchant.scheme(scheme)
		merchant.visit("/admin")
		merchant.picture(filepath.Join(folder, "admin-"+scheme+".webp"), desktop)
	}
	shopper.visit("/orders/" + number) // still dark
	shopper.picture(filepath.Join(folder, "order-phone.webp"), phone)
	shopper.scheme("light")
	shopper.visit("/p/" + p.Slug)
	shopper.picture(filepath.Join(folder, "product-phone.webp"), phone)
	shopper.fillCart(p)
	shopper.visit("/cart")
	shopper.picture(filepath.Join(folder, "cart-phone.webp"), phone)
}

// The windows that pictures are taken of, in CSS pixels and of fine screens.
var (
	desktop = emulation.SetDeviceMetricsOverrideParams{Width: 1280, Height: 860, DeviceScaleFactor: 1.5}
	phone   = emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 800, DeviceScaleFactor: 2}
)

// picture stores what a window shows as WebP.
func (b *tab) picture(path string, window emulation.SetDeviceMetricsOverrideParams) {
	b.t.Helper()
	call(b, "resize", emulation.SetDeviceMetricsOverride, window)
	b.do("scroll the page", chromedp.Evaluate[chromedp.Void](scrolled+".then(() => undefined)", chromedp.EvalAwaitPromise))
	quality := int64(85)
	taken, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality})
	if err != nil {
		b.t.Fatalf("take a picture: %v", err)
	}
	if len(taken.Data) < 1000 {
		b.t.Errorf("%s has %d bytes only", path, len(taken.Data))
	}
	if err := os.WriteFile(path, taken.Data, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
