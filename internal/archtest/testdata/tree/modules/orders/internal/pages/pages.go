package pages

import (
	_ "github.com/a-h/templ"
	_ "github.com/danielgtaylor/huma/v2" // want "github.com/danielgtaylor/huma/v2 belongs to others"
	_ "github.com/labstack/echo/v4"
	_ "shop/modules/orders"
	_ "shop/modules/orders/internal/cart"
	_ "shop/modules/orders/internal/mongostore" // want "pages call services and fill views"
	_ "shop/platform/mongo"                     // want "pages call services and fill views"
	_ "shop/platform/web"
	_ "shop/views/orders"
)
