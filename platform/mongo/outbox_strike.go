package mongo

import (
	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
)

// strike is the update that applies changes to whatever the outbox holds by
// now (events may have been pushed since, and another worker may have struck
// the same ones), and gives back the lease if it is still the token's.
func strike(changes []change, token string) driver.Pipeline {
	if changes == nil {
		changes = []change{}
	}
	changed := bson.D{{Key: "$map", Value: bson.D{
		{Key: "input", Value: bson.D{{Key: "$ifNull", Value: bson.A{"$outbox", bson.A{}}}}},
		{Key: "as", Value: "e"},
		{Key: "in", Value: bson.D{{Key: "$let", Value: bson.D{
			{Key: "vars", Value: bson.D{{Key: "c", Value: changeOf("$$e.id", changes)}}},
			{Key: "in", Value: bson.D{{Key: "$cond", Value: bson.A{"$$c.id", apply(), "$$e"}}}},
		}}}},
	}}}
	left := bson.D{{Key: "$filter", Value: bson.D{
		{Key: "input", Value: "$outbox"}, {Key: "as", Value: "e"},
		{Key: "cond", Value: bson.D{{Key: "$gt", Value: bson.A{bson.D{{Key: "$size", Value: "$$e.pending"}}, 0}}}},
	}}}
	return driver.Pipeline{
		{{Key: "$set", Value: bson.D{{Key: "outbox", Value: changed}}}},
		{{Key: "$set", Value: bson.D{{Key: "outbox", Value: left}}}},
		{{Key: "$set", Value: bson.D{
			{Key: "outbox", Value: unlessElse(equal("$outbox", bson.A{}), "$outbox")},
			{Key: "outboxLease", Value: unlessElse(
				equal("$outboxLease.token", bson.D{{Key: "$literal", Value: token}}), "$outboxLease")},
		}}},
	}
}

// changeOf is an expression: the change for an entry's id, or missing.
func changeOf(id string, changes []change) bson.D {
	return bson.D{{Key: "$first", Value: bson.D{{Key: "$filter", Value: bson.D{
		{Key: "input", Value: bson.D{{Key: "$literal", Value: changes}}}, {Key: "as", Value: "c"},
		{Key: "cond", Value: equal("$$c.id", id)},
	}}}}}
}

// apply is an expression: the entry $$e after the change $$c.
func apply() bson.D {
	pending := bson.D{{Key: "$filter", Value: bson.D{
		{Key: "input", Value: "$$e.pending"}, {Key: "as", Value: "p"},
		{Key: "cond", Value: bson.D{{Key: "$not", Value: bson.A{bson.D{{Key: "$in", Value: bson.A{"$$p", "$$c.struck"}}}}}}},
	}}}
	failures := bson.D{{Key: "rounds", Value: "$$c.rounds"}, {Key: "failures", Value: "$$c.failures"}}
	alive := bson.D{{Key: "due", Value: bson.D{{Key: "$add", Value: bson.A{"$$NOW", "$$c.delay"}}}}}
	dead := bson.D{{Key: "deadAt", Value: "$$NOW"}}
	rest := bson.D{{Key: "$unsetField", Value: bson.D{{Key: "field", Value: "due"}, {Key: "input", Value: "$$e"}}}}
	left := bson.D{{Key: "pending", Value: pending}}
	tried := bson.D{{Key: "$mergeObjects", Value: bson.A{
		rest, left, failures, bson.D{{Key: "$cond", Value: bson.A{"$$c.dead", dead, alive}}},
	}}}
	triedMeanwhile := bson.D{{Key: "$mergeObjects", Value: bson.A{"$$e", left}}}
	unchanged := equal(bson.D{{Key: "$ifNull", Value: bson.A{"$$e.rounds", 0}}}, "$$c.seen")
	return bson.D{{Key: "$cond", Value: bson.A{unchanged, tried, triedMeanwhile}}}
}

func equal(a, b any) bson.D { return bson.D{{Key: "$eq", Value: bson.A{a, b}}} }

// unlessElse is an expression: nothing, so that the field is unset, if the
// condition holds, and value otherwise.
func unlessElse(condition, value any) bson.D {
	return bson.D{{Key: "$cond", Value: bson.A{condition, "$$REMOVE", value}}}
}
