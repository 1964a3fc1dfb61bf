package orderstest

import (
	_ "github.com/google/go-cmp/cmp"
	_ "shop/modules/catalog/catalogtest"
	_ "shop/modules/catalog/internal/stock" // want "testing packages build on the real thing"
	_ "shop/modules/orders/internal/cart"
	_ "shop/platform/mongo/mongotest"
)
