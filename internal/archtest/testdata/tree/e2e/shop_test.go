package e2e

import (
	_ "github.com/chromedp/chromedp"
	_ "shop/modules/orders/internal/cart" // want "programs around the shop drive it from outside"
)
