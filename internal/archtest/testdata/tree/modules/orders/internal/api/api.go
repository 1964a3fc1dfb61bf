package api

import (
	_ "github.com/danielgtaylor/huma/v2"
	_ "github.com/labstack/echo/v4" // want "github.com/labstack/echo/v4 belongs to others"
	_ "shop/modules/orders/internal/cart"
	_ "shop/modules/orders/internal/pages" // want "operations call services"
	_ "shop/platform/web"
	_ "shop/views/orders" // want "operations call services"
)
