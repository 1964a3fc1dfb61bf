package mongostore

import (
	_ "github.com/redis/go-redis/v9" // want "github.com/redis/go-redis belongs to others"
	_ "go.mongodb.org/mongo-driver/v2/mongo"
	_ "shop/modules/orders/internal/order"
	_ "shop/modules/orders/internal/rediscache" // want "stores know the domain and their database"
	_ "shop/platform/mongo"
	_ "shop/platform/web" // want "stores know the domain and their database"
)
