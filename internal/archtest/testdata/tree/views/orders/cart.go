package orders

import (
	_ "github.com/a-h/templ"
	_ "shop/modules/orders" // want "views know views"
	_ "shop/platform/money" // want "views know views"
	_ "shop/static"
	_ "shop/views/catalog" // want "views know views"
	_ "shop/views/ui"
)
