package web

import "net/http"

// ownRoutes are those of the server itself.
func (s *Server) ownRoutes(r *Router) {
	s.healthRoutes(r)
	r.Page(http.MethodGet, "/openapi.json", Asset, s.openAPI(), StoredPage())
	s.docsRoutes(r)
	s.speculationRoutes(r)
}
