package ordersfx

import (
	_ "go.uber.org/fx"
	_ "shop/modules/auth"
	_ "shop/modules/auth/internal/session" // want "wiring knows its own module and the platform"
	_ "shop/modules/orders/internal/mongostore"
	_ "shop/platform/eventbus"
	_ "shop/views/orders" // want "wiring knows its own module and the platform"
)
