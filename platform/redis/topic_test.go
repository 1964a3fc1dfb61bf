package redis_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// inbox collects what a topic delivers.
type inbox struct {
	mu  sync.Mutex
	got []string
}

func (i *inbox) add(s string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.got = append(i.got, s)
}

func (i *inbox) has(s string) bool { return i.count(s) > 0 }

func (i *inbox) count(s string) (n int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, g := range i.got {
		if g == s {
			n++
		}
	}
	return n
}

func listen(c *redis.Client) (*redis.Topic[string], *inbox) {
	topic, box := redis.NewTopic[string](c, redis.OrderNew), &inbox{}
	topic.Listen(box.add)
	return topic, box
}

func TestTopic_Publish_reaches_all_instances_once(t *testing.T) {
	t.Parallel()
	eachGroup(t, 3, func(t *testing.T, three []*redis.Client) {
		var topics []*redis.Topic[string]
		var boxes []*inbox
		for _, c := range three {
			topic, box := listen(c)
			topics, boxes = append(topics, topic), append(boxes, box)
		}
		for i, topic := range topics {
			if err := topic.Publish(t.Context(), string(rune('a'+i))); err != nil {
				t.Fatal(err)
			}
			if !boxes[i].has(string(rune('a' + i))) {
				t.Error("the instance's own listeners had to wait")
			}
		}
		for _, box := range boxes {
			redistest.WaitFor(t, "the messages", func() bool { return box.has("a") && box.has("b") && box.has("c") })
		}
		time.Sleep(50 * time.Millisecond)
		for i, box := range boxes {
			if len(box.got) != 3 {
				t.Errorf("instance %d got %v", i, box.got)
			}
		}
	})
}

func TestTopic_Announce_reaches_the_others_only(t *testing.T) {
	t.Parallel()
	eachGroup(t, 2, func(t *testing.T, both []*redis.Client) {
		mine, own := listen(both[0])
		_, other := listen(both[1])
		if err := mine.Announce(t.Context(), "m"); err != nil {
			t.Fatal(err)
		}
		redistest.WaitFor(t, "the message", func() bool { return other.has("m") })
		if own.has("m") {
			t.Error("the sender got it too")
		}
	})
}

func TestTopic_works_within_the_process_without_Redis(t *testing.T) {
	t.Parallel()
	topic, box := listen(redistest.Away(t))
	if err := topic.Publish(t.Context(), "m"); err == nil {
		t.Error("others can't have got it, but there is no error")
	}
	if box.count("m") != 1 {
		t.Errorf("got it %d times", box.count("m"))
	}
}

func TestTopic_Notify_drops_what_a_slow_receiver_can_not_hold(t *testing.T) {
	t.Parallel()
	eachGroup(t, 2, func(t *testing.T, both []*redis.Client) {
		sender, _ := listen(both[0])
		receiver, box := listen(both[1])
		slow := make(chan string, 2)
		stop := receiver.Notify(slow)
		for _, m := range []string{"a", "b", "c", "d", "e"} {
			if err := sender.Publish(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		redistest.WaitFor(t, "the messages", func() bool { return box.has("e") })
		if a, b := <-slow, <-slow; a != "a" || b != "b" {
			t.Errorf("got %q and %q", a, b)
		}
		redistest.WaitFor(t, "the count", func() bool { return redis.Dropped(both[1], redis.OrderNew) == 3 })
		stop()
		if err := sender.Publish(t.Context(), "f"); err != nil {
			t.Fatal(err)
		}
		redistest.WaitFor(t, "the message", func() bool { return box.has("f") })
		if len(slow) != 0 {
			t.Error("something was sent after stop")
		}
	})
}

func TestTopic_hears_again_after_the_server_was_lost(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	a, b := server.Client(t), server.Client(t)
	sender, _ := listen(a)
	_, box := listen(b)
	for name, befall := range trouble {
		befall(t, server)
		redistest.WaitFor(t, "a message after the server was "+name, func() bool {
			_ = sender.Publish(t.Context(), name)
			return box.has(name)
		})
	}
}

func TestTopic_ignores_what_it_can_not_read(t *testing.T) {
	t.Parallel()
	both := instances(t, 2)
	sender, _ := listen(both[0])
	_, box := listen(both[1])
	channel := both[0].Prefix() + string(redis.OrderNew)
	valid, err := json.Marshal(map[string]any{"from": "x", "data": map[string]int{"not": 1}})
	if err != nil {
		t.Fatal(err)
	}
	for _, payload := range []string{"", "{", "null", `"text"`, `{"data":3}`, string(valid), strings.Repeat("[", 5000)} {
		both[0].Raw().Publish(t.Context(), channel, payload)
	}
	if err := sender.Publish(t.Context(), "m"); err != nil {
		t.Fatal(err)
	}
	redistest.WaitFor(t, "the message", func() bool { return box.has("m") })
	if box.got[0] != "m" {
		t.Errorf("got %v", box.got)
	}
}

func TestNewTopic_refuses_unlisted_channels_and_second_topics(t *testing.T) {
	t.Parallel()
	c := alone(t)
	listen(c)
	for name, create := range map[string]func(){
		"an unlisted channel": func() { redis.NewTopic[string](c, "made:up") },
		"a second topic":      func() { listen(c) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was accepted", name)
				}
			}()
			create()
		}()
	}
}

func TestTopic_all_of_a_process_share_one_connection(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	c := server.Client(t)
	subscribers := func() int {
		list, _ := server.Do(t, "CLIENT", "LIST", "TYPE", "pubsub").(string)
		return strings.Count(list, "\n")
	}
	for _, channel := range []redis.Channel{redis.OrderNew, redis.OrderStatus, redis.ProductStock, redis.OutboxWake} {
		topic := redis.NewTopic[string](c, channel)
		for range 3 {
			topic.Listen(func(string) {})
			topic.Notify(make(chan string, 1))
		}
	}
	for range 3 {
		if n := subscribers(); n != 1 {
			t.Errorf("%d connections receive messages, want 1", n)
		}
		gaps := redis.Gaps(c)
		server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
		redistest.WaitFor(t, "the loss", func() bool { return gaps.Load() > 0 })
		redistest.WaitFor(t, "messages again", c.Hearing)
	}
}
