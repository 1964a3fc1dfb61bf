package orders

import (
	_ "shop/modules/catalog"   // want "a contract promises values and faults"
	_ "shop/platform/identity" // want "a contract promises values and faults"
	_ "shop/platform/money"
	_ "time"
)
