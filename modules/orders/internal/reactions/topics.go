package reactions

import (
	"shop/modules/orders"
	"shop/platform/webhook"
)

// Topics are the events of orders that other programs may be told of. Their
// data is the contract's, as docs/webhooks.md describes it.
func Topics() []webhook.Topic {
	return []webhook.Topic{
		{Event: orders.OrderPlaced{}.EventName(), Version: 1, When: "An order was placed"},
		{Event: orders.StatusChanged{}.EventName(), Version: 1, When: "The state of an order, its payment or its fulfilment changed"},
	}
}
