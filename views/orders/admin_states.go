package orders

import "shop/views/ui"

// adminTone says what a state's code means to a merchant. Unknown codes are
// quiet.
func adminTone(code string) ui.Tone {
	switch code {
	case "paid", "delivered", "shipped", "succeeded", "received":
		return ui.ToneGood
	case "new", "paying", "pending", "awaited", "on-delivery", "confirmed", "unfulfilled", "packed", "partly-shipped", "refunding", "due", "requested", "approved":
		return ui.ToneWait
	case "declined", "failed":
		return ui.ToneBad
	default:
		return ui.ToneQuiet
	}
}
