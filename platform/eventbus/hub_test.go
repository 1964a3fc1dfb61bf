package eventbus_test

import (
	"testing"
	"time"

	"shop/platform/eventbus"
	"shop/platform/events"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

func receive(t *testing.T, from <-chan events.Message) events.Message {
	t.Helper()
	select {
	case m := <-from:
		return m
	case <-time.After(5 * time.Second):
		t.Fatal("no message came")
		return events.Message{}
	}
}

func TestHub_Publish_reaches_subscribers_of_the_channel_on_every_instance_once(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	here, there := eventbus.NewHub(server.Client(t)), eventbus.NewHub(server.Client(t))
	mine, cancelMine := here.Subscribe("order:new", "order:status")
	defer cancelMine()
	theirs, cancelTheirs := there.Subscribe("order:new")
	defer cancelTheirs()
	others, cancelOthers := there.Subscribe("product:stock")
	defer cancelOthers()
	if err := here.Publish(t.Context(), "order:status", "s"); err != nil {
		t.Fatal(err)
	}
	if err := here.Publish(t.Context(), "order:new", map[string]int{"n": 1}); err != nil {
		t.Fatal(err)
	}
	if m := receive(t, mine); m.Channel != "order:status" || string(m.Data) != `"s"` {
		t.Errorf("got %+v", m)
	}
	local, remote := receive(t, mine), receive(t, theirs)
	if local.ID == "" || local.ID != remote.ID || remote.Channel != "order:new" || string(remote.Data) != `{"n":1}` {
		t.Errorf("got %+v here and %+v there", local, remote)
	}
	time.Sleep(50 * time.Millisecond)
	if len(mine)+len(theirs)+len(others) != 0 {
		t.Errorf("more came: %d here, %d there, %d of another channel", len(mine), len(theirs), len(others))
	}
}

func TestHub_works_within_the_process_without_Redis(t *testing.T) {
	t.Parallel()
	hub := eventbus.NewHub(redistest.Away(t))
	messages, cancel := hub.Subscribe("order:new")
	defer cancel()
	if err := hub.Publish(t.Context(), "order:new", 1); err == nil {
		t.Error("others can't have got it, but there is no error")
	}
	if m := receive(t, messages); string(m.Data) != "1" {
		t.Errorf("got %+v", m)
	}
}

func TestHub_Subscribe_loses_messages_rather_than_hold_up_the_publisher(t *testing.T) {
	t.Parallel()
	hub := eventbus.NewHub(redistest.Away(t))
	messages, cancel := hub.Subscribe("order:new")
	for range 1000 {
		_ = hub.Publish(t.Context(), "order:new", 1)
	}
	if n := len(messages); n == 0 || n == 1000 {
		t.Errorf("%d messages wait", n)
	}
	cancel()
	cancel()
	_ = hub.Publish(t.Context(), "order:new", 1)
	for range messages { // ends, since cancel closed it
	}
}

func TestHub_carries_every_live_channel_and_no_other(t *testing.T) {
	t.Parallel()
	hub := eventbus.NewHub(redistest.New(t))
	for _, channel := range redis.LiveChannels() {
		messages, cancel := hub.Subscribe(string(channel))
		if err := hub.Publish(t.Context(), string(channel), 1); err != nil {
			t.Error(err)
		}
		receive(t, messages)
		cancel()
	}
	if err := hub.Publish(t.Context(), "made:up", 1); err == nil {
		t.Error("a channel that isn't listed was accepted")
	}
	if err := hub.Publish(t.Context(), "order:new", func() {}); err == nil {
		t.Error("a payload that is no JSON was accepted")
	}
	defer func() {
		if recover() == nil {
			t.Error("a subscription to a channel that isn't listed was accepted")
		}
	}()
	hub.Subscribe("made:up")
}
