package eventbus

import (
	_ "shop/platform/mongo"
	_ "shop/platform/redis"
	_ "shop/platform/web" // want "platform/eventbus stands on databases"
)
