package session

import (
	_ "github.com/a-h/templ"                // want "github.com/a-h/templ belongs to others"
	_ "github.com/unknown/library"          // want "no rule covers library github.com/unknown/library"
	_ "go.mongodb.org/mongo-driver/v2/bson" // want "go.mongodb.org/mongo-driver belongs to others"
	_ "go.uber.org/fx"                      // want "go.uber.org/fx belongs to others"
	_ "shop/modules/auth"
	_ "shop/modules/auth/internal/account"
	_ "shop/modules/auth/internal/mongostore" // want "the domain knows the domain"
	_ "shop/modules/catalog/internal/stock"   // want "the domain knows the domain"
	_ "shop/modules/orders"                   // want "module auth doesn't call module orders"
	_ "shop/platform/identity"
	_ "shop/platform/mongo"           // want "the domain knows the domain"
	_ "shop/platform/redis/redistest" // want "only tests import testing packages"
)
