package main

import (
	_ "shop/modules/orders"
	_ "shop/modules/orders/internal/cart" // want "the command wires modules and platform, and draws the frame"
	_ "shop/modules/orders/ordersfx"
	_ "shop/modules/orders/orderstest" // want "only tests import testing packages"
	_ "shop/platform/mongo/engine"
	_ "shop/static"
	_ "shop/views/layout"
	_ "shop/views/orders" // want "the command wires modules and platform, and draws the frame"
)
