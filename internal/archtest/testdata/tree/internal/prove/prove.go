package prove

import (
	_ "shop/modules/orders"
	_ "shop/modules/orders/ordersfx" // want "proofs drive the shop from outside, and read its audit"
)
