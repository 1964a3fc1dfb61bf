package web

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// The shop's own cookies, before the prefix that https adds.
const (
	sessionCookie = "session"
	guestCookie   = "cart"
	flashCookie   = "flash"
)

// guestLifetime is how long a guest's cart is remembered.
const guestLifetime = 90 * 24 * time.Hour

// SetSession gives the browser its session.
func SetSession(c echo.Context, token string, expires time.Time) {
	SetCookie(c, sessionCookie, token, expires)
}

// ClearSession takes the session from the browser.
func ClearSession(c echo.Context) { ClearCookie(c, sessionCookie) }

// SetGuest gives the browser its guest's token, which names the cart.
func SetGuest(c echo.Context, token string) {
	SetCookie(c, guestCookie, token, time.Now().Add(guestLifetime))
}

// ClearGuest takes the guest's token from the browser.
func ClearGuest(c echo.Context) { ClearCookie(c, guestCookie) }

// SetFlash shows message on the next page, once.
func SetFlash(c echo.Context, message string) {
	value := base64.RawURLEncoding.EncodeToString([]byte(message))
	SetCookie(c, flashCookie, value, time.Now().Add(time.Minute))
}

// maxFlash cuts what a forged cookie could put on a page; templates escape it.
const maxFlash = 400

func takeFlash(c echo.Context) string {
	value := Cookie(c.Request().Context(), flashCookie)
	if value == "" {
		return ""
	}
	ClearCookie(c, flashCookie)
	message, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(message) > maxFlash {
		return ""
	}
	return string(message)
}

// SetCookie sets a cookie that scripts can't read and other sites can't send,
// for the whole shop. Over https its name gets the prefix that keeps other
// hosts from setting it.
func SetCookie(c echo.Context, name, value string, expires time.Time) {
	s := exchangeOf(c).server
	http.SetCookie(c.Response(), &http.Cookie{
		Name:     s.cookieName(name),
		Value:    value,
		Path:     "/",
		Expires:  expires.UTC(),
		Secure:   s.secure,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	})
}

// ClearCookie removes a cookie that [SetCookie] set.
func ClearCookie(c echo.Context, name string) {
	s := exchangeOf(c).server
	http.SetCookie(c.Response(), &http.Cookie{
		Name:     s.cookieName(name),
		Path:     "/",
		MaxAge:   -1,
		Secure:   s.secure,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	})
}

// Cookie returns the value the request under way sent for a cookie that
// [SetCookie] set, or "". It works in pages and in operations.
func Cookie(ctx context.Context, name string) string {
	x := exchangeFrom(ctx)
	if x == nil {
		return ""
	}
	return x.cookie(name)
}

func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}
