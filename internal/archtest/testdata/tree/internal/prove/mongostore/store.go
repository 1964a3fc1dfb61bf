package mongostore

import (
	_ "go.mongodb.org/mongo-driver/v2/bson"
	_ "shop/internal/prove" // want "what proofs store knows its database"
	_ "shop/platform/mongo"
)
