package reactions

import (
	_ "shop/modules/auth"                        // want "module catalog doesn't call module auth"
	_ "shop/modules/catalog/internal/rediscache" // want "reactions and letters call services"
	_ "shop/modules/catalog/internal/stock"
	_ "shop/modules/orders"
	_ "shop/platform/events"
	_ "shop/platform/redis" // want "reactions and letters call services"
)
