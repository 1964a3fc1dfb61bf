package orders

import (
	"strconv"

	"shop/views/href"
)

// list is the address of the orders list in the filter's state.
func (f AdminOrderFilter) list() href.AdminQuery {
	return href.NewAdminQuery(href.AdminOrders(), "q", f.Query, "status", f.Status,
		"payment", f.Payment, "fulfilment", f.Fulfilment, "sort", f.Sort)
}

// sorted is the order the list is in.
func (f AdminOrderFilter) sorted() string {
	if f.Sort == "" {
		return "-placed"
	}
	return f.Sort
}

func chartTitle(days []AdminDay) string {
	return "Revenue of the last " + strconv.Itoa(len(days)) + " days"
}
