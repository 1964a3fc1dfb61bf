package mongostore

import (
	_ "go.mongodb.org/mongo-driver/v2/bson"
	_ "shop/platform/host" // want "the bare loop writes to the shop's database"
	_ "shop/platform/mongo"
)
