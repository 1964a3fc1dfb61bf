package mongotest_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/mongo/mongotest"
)

func TestProxy_Lose_keeps_the_write_and_loses_its_acknowledgement(t *testing.T) {
	t.Parallel()
	direct, proxy := mongotest.New(t), mongotest.NewProxy(t)
	through := mongotest.Connect(t, proxy.URL(), direct.Name()).Collection("things")
	things := direct.Collection("things")
	if _, err := through.InsertOne(t.Context(), bson.M{"_id": 0}); err != nil {
		t.Fatal(err)
	}
	proxy.Lose(2)
	for i := 1; i <= 4; i++ {
		_, err := through.UpdateOne(t.Context(), bson.M{"_id": 0}, bson.M{"$inc": bson.M{"n": 1}})
		if lost := i%2 == 0; (err != nil) != lost {
			t.Errorf("update %d: %v, want it lost: %v", i, err, lost)
		}
		if err := through.FindOne(t.Context(), bson.M{"_id": 0}).Err(); err != nil {
			t.Errorf("reads are left alone: %v", err)
		}
	}
	proxy.Lose(0)
	if _, err := through.InsertOne(t.Context(), bson.M{"_id": 1}); err != nil {
		t.Errorf("when nothing is lost any more: %v", err)
	}
	var stored struct{ N int }
	if err := things.FindOne(t.Context(), bson.M{"_id": 0}).Decode(&stored); err != nil || stored.N != 4 {
		t.Errorf("%d of 4 updates had their effect, %v", stored.N, err)
	}
	if proxy.Lost() != 2 {
		t.Errorf("%d acknowledgements were lost, want 2", proxy.Lost())
	}
}
