package pages

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/order"
	"shop/platform/web"
)

// keyringLifetime is how long a browser may open a guest's orders without the
// link from the mail.
const keyringLifetime = 90 * 24 * time.Hour

func keyring(ctx context.Context) order.Keyring {
	return order.Keyring(web.Cookie(ctx, order.KeyringCookie))
}

// keep lets this browser open the order.
func keep(c echo.Context, number, token string) {
	ring := keyring(c.Request().Context()).With(order.CanonicalNumber(number), token)
	web.SetCookie(c, order.KeyringCookie, string(ring), time.Now().Add(keyringLifetime))
}
