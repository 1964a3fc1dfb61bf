package mongo

import (
	_ "go.mongodb.org/mongo-driver/v2/mongo"
	_ "shop/platform/eventbus" // want "databases stand on values and settings"
	_ "shop/platform/events"
	_ "shop/platform/mongo/engine"
	_ "shop/platform/redis" // want "databases stand on values and settings"
)
