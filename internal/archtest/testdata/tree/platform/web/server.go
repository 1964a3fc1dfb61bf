package web

import (
	_ "shop/modules/orders" // want "platform/web stands on the rest"
	_ "shop/platform/fault"
	_ "shop/platform/mail" // want "platform/web stands on the rest"
	_ "shop/platform/redis"
	_ "shop/platform/web/internal/docs"
	_ "shop/static" // want "platform/web stands on the rest"
)
