package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"shop/platform/fault"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// poolClearedError is made like the driver's, which is not exported.
type poolClearedError struct{}

func (poolClearedError) Error() string   { return "connection pool was cleared" }
func (poolClearedError) Retryable() bool { return true }

func TestFault(t *testing.T) {
	t.Parallel()
	own := fault.New(fault.Conflict, "own", "A fault already.")
	other := errors.New("something else")
	for _, tc := range []struct {
		name string
		err  error
		want error
	}{
		{"nothing stays nothing", nil, nil},
		{"no document", driver.ErrNoDocuments, mongo.ErrNotFound},
		{"no document, wrapped", fmt.Errorf("find: %w", driver.ErrNoDocuments), mongo.ErrNotFound},
		{"a deadline", context.DeadlineExceeded, mongo.ErrUnavailable},
		{"a closed client", driver.ErrClientDisconnected, mongo.ErrUnavailable},
		{"a primary that steps down", driver.CommandError{Code: 10107, Name: "NotWritablePrimary"}, mongo.ErrUnavailable},
		{"connections that another call's failure took away", fmt.Errorf("find: %w", poolClearedError{}), mongo.ErrUnavailable},
		{"the caller's cancellation", context.Canceled, context.Canceled},
		{"a fault", own, own},
		{"anything else", other, other},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := mongo.Fault(tc.err); !errors.Is(got, tc.want) {
				t.Errorf("Fault(%v) = %v, want %v", tc.err, got, tc.want)
			} else if tc.err != nil && !strings.Contains(got.Error(), tc.err.Error()) {
				t.Errorf("Fault(%v) lost its cause", tc.err)
			}
		})
	}
}

func TestFault_duplicate_key_of_the_server(t *testing.T) {
	t.Parallel()
	things := mongotest.New(t).Collection("things")
	insert := func() error {
		_, err := things.InsertOne(t.Context(), bson.M{"_id": 1})
		return err
	}
	if err := insert(); err != nil {
		t.Fatal(err)
	}
	err := insert()
	if !mongo.IsDuplicate(err) || !mongo.IsDuplicate(mongo.Fault(err)) || !errors.Is(mongo.Fault(err), mongo.ErrDuplicate) {
		t.Errorf("%v is no duplicate", err)
	}
	if mongo.IsDuplicate(driver.ErrNoDocuments) {
		t.Error("no document is taken for a duplicate")
	}
}
