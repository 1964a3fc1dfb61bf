package session

import (
	_ "github.com/google/go-cmp/cmp"
	_ "github.com/redis/go-redis/v9" // want "github.com/redis/go-redis belongs to others"
	_ "pgregory.net/rapid"
	_ "shop/modules/auth/internal/mongostore"
	_ "shop/modules/auth/internal/session"
	_ "shop/modules/orders/internal/cart" // want "the domain knows the domain"
	_ "shop/platform/mongo/mongotest"
)
