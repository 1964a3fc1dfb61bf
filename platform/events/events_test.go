package events_test

import (
	"fmt"
	"testing"

	"shop/platform/events"
)

type shipped struct {
	Number string `json:"number"`
}

func (shipped) EventName() string { return "order.shipped" }

type cancelled struct{}

func (cancelled) EventName() string { return "order.cancelled" }

func TestNew_gives_each_event_an_id_of_its_own(t *testing.T) {
	a, b := events.New("o1", shipped{"A"}), events.New("o1", shipped{"A"})
	if a.ID == "" || a.ID == b.ID {
		t.Errorf("ids %q and %q", a.ID, b.ID)
	}
}

func TestDecode(t *testing.T) {
	e := events.New("o1", shipped{Number: "A-17"})
	if got, err := events.Decode[shipped](e); err != nil || got.Number != "A-17" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := events.Decode[cancelled](e); err == nil {
		t.Error("an event was decoded as another")
	}
	e.Data = []byte(`{"number": 17}`)
	if _, err := events.Decode[shipped](e); err == nil {
		t.Error("data of another shape was decoded")
	}
}

func ExampleNew() {
	e := events.New("order-1", shipped{Number: "A-17"})
	fmt.Println(e.Name, e.Subject, string(e.Data))
	// Output: order.shipped order-1 {"number":"A-17"}
}
