package mongo

import (
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// FromNow is the server's time plus d, to the millisecond, in a pipeline or an
// $expr: where several processes share leases, its clock decides for all.
func FromNow(d time.Duration) bson.D {
	return bson.D{{Key: "$add", Value: bson.A{"$$NOW", d.Milliseconds()}}}
}
