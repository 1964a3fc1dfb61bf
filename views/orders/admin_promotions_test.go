package orders_test

import (
	"testing"

	"shop/views/orders"
	"shop/views/ui"
	"shop/views/viewtest"
)

func TestAdminPromotions(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_promotions", orders.AdminPromotions(orders.AdminPromotionsView{Rows: []orders.AdminPromotionRow{
		{Href: "/admin/promotions/a", Name: viewtest.Nasty, Effect: "10 % off", State: "Running", From: adminPlaced, Until: adminPlaced, Priority: 3},
		{Href: "/admin/promotions/b", Name: "Free delivery", Effect: "Free delivery", State: "Off", Code: "SUMMER-25", Uses: "3 of 10"},
	}}))
	viewtest.Golden(t, "admin_promotions_none", orders.AdminPromotions(orders.AdminPromotionsView{}))
}

func TestAdminPromotion(t *testing.T) {
	t.Parallel()
	v := orders.AdminPromotionView{Kind: "percentage", Active: true, Priority: "0", Currency: "EUR"}
	viewtest.Golden(t, "admin_promotion_new", orders.AdminPromotion(v))
	v.ID, v.Version, v.Name, v.Percent, v.SKUs, v.Group = "a", "2", "Autumn sale", "lots", viewtest.Nasty, viewtest.Nasty
	v.CategoryChoices = []ui.Choice{{Value: "k", Label: "Kitchen", Selected: true}, {Value: "m", Label: "Kitchen › Mugs"}}
	v.Code, v.UsageLimit, v.Uses = "SUMMER-25", "10", "3 of 10, 1 under way"
	v.Message = "Somebody else changed this promotion meanwhile."
	v.Errors = map[string]string{"percent": "Please give a percentage such as 10 or 12.5.", "categoryIds": "There is no such category."}
	viewtest.Golden(t, "admin_promotion_faults", orders.AdminPromotion(v))
}
