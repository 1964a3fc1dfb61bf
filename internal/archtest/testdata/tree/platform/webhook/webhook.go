package webhook

import (
	_ "shop/platform/eventbus"
	_ "shop/platform/mongo"
	_ "shop/platform/web" // want "platform/webhook stands on MongoDB and the bus"
)
