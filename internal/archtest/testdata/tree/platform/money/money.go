package money

import (
	_ "github.com/bojanz/currency"
	_ "shop/platform/config" // want "the lowest packages know only each other"
	_ "shop/platform/fault"
)
