package e2e

import (
	_ "github.com/chromedp/chromedp"
	_ "shop/modules/orders/internal/cart" // want "end-to-end tests drive the program from outside"
	_ "shop/platform/redis/redistest"
)
