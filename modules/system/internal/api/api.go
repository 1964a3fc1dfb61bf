package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/system/internal/deadletter"
	"shop/modules/system/internal/keyspace"
	"shop/platform/web"
)

// API is the module's operations.
type API struct {
	letters *deadletter.Service
	keys    *keyspace.Service
}

// New returns the operations over the services.
func New(letters *deadletter.Service, keys *keyspace.Service) *API { return &API{letters, keys} }

// Routes implements [web.Routes].
func (a *API) Routes(r *web.Router) {
	list := operation(http.MethodGet, "/api/admin/system/dead-letters", "admin-list-dead-letters", "List events that failed for good")
	list.Description = "Those that were given up last come first. A page after the last one is the last one."
	web.Operation(r, web.StaffOnly, list, a.list)
	retry := operation(http.MethodPost, "/api/admin/system/dead-letters/{id}/retry", "admin-retry-dead-letter", "Handle an event again")
	retry.Description = "As if it were new. Of several calls one succeeds; the others get 404."
	web.Operation(r, web.StaffOnly, retry, a.retry)
	discard := operation(http.MethodDelete, "/api/admin/system/dead-letters/{id}", "admin-discard-dead-letter", "Discard an event that failed for good")
	discard.Description = "Nobody will handle it. It is kept, with who decided that and when. Of several calls one succeeds; the others get 404."
	web.Operation(r, web.StaffOnly, discard, a.discard)
	discarded := operation(http.MethodGet, "/api/admin/system/discarded-letters", "admin-list-discarded-letters", "List events that were discarded")
	discarded.Description = "The latest come first."
	web.Operation(r, web.StaffOnly, discarded, a.discarded)
	show := operation(http.MethodGet, "/api/admin/system/cache", "admin-show-cache", "Show what Redis holds")
	show.Description = "All families of keys. It looks at every key, which takes seconds where there are many. " +
		"While Redis is away the families come without `keys` and `bytes`."
	web.Operation(r, web.StaffOnly, show, a.show)
	purge := operation(http.MethodDelete, "/api/admin/system/cache/{family}", "admin-purge-cache", "Delete all keys of a family")
	purge.Description = "On all instances. What was cached is loaded again as it is asked for; rate limits begin anew."
	web.Operation(r, web.StaffOnly, purge, a.purge)
}

func operation(method, path, id, summary string) huma.Operation {
	return huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary, Tags: []string{"Admin: system"}}
}
