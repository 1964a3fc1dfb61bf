package web

import (
	"encoding/json"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"
)

// Prefetched lets browsers get the page when somebody is about to follow a link
// to it. It is for pages that are cheap, alike however often they are got, and
// likely to be wanted.
func Prefetched() RouteOption { return func(r *route) { r.prefetched = true } }

const (
	speculationPath = "/speculation-rules.json"
	speculationType = "application/speculationrules+json"
)

// speculationRules names the rules in the header of a page. They lie in a
// resource of their own because the content security policy refuses them
// within the page.
var speculationRules = []string{`"` + speculationPath + `"`}

// rule is one of those that browsers read. The syntax of patterns is that of
// Echo's paths.
type rule struct {
	Where struct {
		Or []pattern `json:"or"`
	} `json:"where"`
	// Eagerness moderate waits until the pointer rests on a link.
	Eagerness string `json:"eagerness"`
}

type pattern struct {
	Matches string `json:"href_matches"`
}

func (s *Server) speculationRoutes(r *Router) {
	document := sync.OnceValues(func() ([]byte, error) {
		only := rule{Eagerness: "moderate"}
		for _, info := range r.Table() {
			if r.routes[routeKey{info.Method, info.Path}].prefetched {
				only.Where.Or = append(only.Where.Or, pattern{info.Path})
			}
		}
		return json.Marshal(map[string][]rule{"prefetch": {only}})
	})
	r.Page(http.MethodGet, speculationPath, Asset, func(c echo.Context) error {
		b, err := document()
		if err != nil {
			return err
		}
		c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=3600")
		return c.Blob(http.StatusOK, speculationType, b)
	}, StoredPage())
}
