package mongo_test

import (
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// What is typed into a search box is looked for as it stands, also where it
// means something to a regular expression or ends one.
func TestTexts_are_looked_for_as_they_stand(t *testing.T) {
	t.Parallel()
	c := mongotest.New(t).Collection("texts")
	for _, text := range []string{"a.b", "axb", "A.B c", "x\x00y", "(", `\x00`, "x a.b"} {
		if _, err := c.InsertOne(t.Context(), bson.D{{Key: "_id", Value: text}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, search := range []struct {
		name string
		by   bson.Regex
		want []string
	}{
		{"in any case", mongo.Containing("a.B"), []string{"A.B c", "a.b", "x a.b"}},
		{"the beginning", mongo.StartingWith("a.b"), []string{"a.b"}},
		{"the beginning in any case", mongo.StartingWithFolded("a.b"), []string{"A.B c", "a.b"}},
		{"a parenthesis", mongo.Containing("("), []string{"("}},
		{"a zero byte", mongo.Containing("\x00"), []string{"x\x00y"}},
		{"an escape", mongo.Containing(`\x00`), []string{`\x00`}},
		{"no UTF-8", mongo.Containing("a\xff"), nil},
	} {
		found, err := c.Find(t.Context(), bson.D{{Key: "_id", Value: search.by}})
		if err != nil {
			t.Errorf("%s: %v", search.name, err)
			continue
		}
		var docs []struct {
			ID string `bson:"_id"`
		}
		if err := found.All(t.Context(), &docs); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range docs {
			got = append(got, d.ID)
		}
		if slices.Sort(got); !slices.Equal(got, search.want) {
			t.Errorf("%s: found %q, want %q", search.name, got, search.want)
		}
	}
}

// A text that isn't UTF-8 is stored and looked for as what can be read of it.
func TestTexts_are_UTF_8(t *testing.T) {
	t.Parallel()
	type note struct {
		ID   string   `bson:"_id"`
		Tags []string `bson:"tags"`
	}
	const sent, kept = "b\xffc", "b\ufffdc"
	db := mongotest.New(t)
	c := db.Collection("notes")
	if _, err := c.InsertOne(t.Context(), note{ID: sent, Tags: []string{sent}}); err != nil {
		t.Fatal(err)
	}
	document, err := mongo.Document(note{ID: "other", Tags: []string{sent}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Write(t.Context(), mongo.Write{Collection: c, Insert: document}); err != nil {
		t.Fatal(err)
	}
	found, err := c.Find(t.Context(), bson.D{{Key: "tags", Value: bson.D{{Key: "$in", Value: bson.A{sent}}}}})
	if err != nil {
		t.Fatal(err)
	}
	var notes []note
	if err := found.All(t.Context(), &notes); err != nil {
		t.Fatal(err)
	}
	if len(notes) != 2 || notes[0].ID != kept || notes[0].Tags[0] != kept || notes[1].Tags[0] != kept {
		t.Errorf("found %q", notes)
	}
}
