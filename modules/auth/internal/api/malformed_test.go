package api_test

import (
	"net/http"
	"strings"
	"testing"

	"shop/modules/auth/authtest"
)

func TestMalformedRequests(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	long := strings.Repeat("x", 5000)
	bodies := map[string]struct {
		body string
		want int
	}{
		"no JSON":            {`{"email":`, http.StatusBadRequest},
		"no object":          {`[1,2]`, http.StatusUnprocessableEntity},
		"null":               {`null`, http.StatusUnprocessableEntity},
		"nothing in it":      {`{}`, http.StatusUnprocessableEntity},
		"an operator":        {`{"email":{"$ne":null},"password":{"$ne":null},"name":{"$gt":""},"token":{"$ne":1},"current":{"$ne":1}}`, http.StatusUnprocessableEntity},
		"an operator as key": {`{"$where":"1","email":"a@example.org","password":"correct horse battery","name":"A"}`, http.StatusUnprocessableEntity},
		"numbers":            {`{"email":1,"password":2,"name":3,"token":4,"current":5}`, http.StatusUnprocessableEntity},
		"lists":              {`{"email":["a@example.org"],"password":["x"],"name":["A"],"token":["t"],"current":[]}`, http.StatusUnprocessableEntity},
		"unknown fields":     {`{"email":"a@example.org","password":"correct horse battery","name":"A","role":"staff"}`, http.StatusUnprocessableEntity},
		"endless values":     {`{"email":"` + long + `","password":"` + long + `","name":"` + long + `","token":"` + long + `","current":"` + long + `"}`, http.StatusUnprocessableEntity},
		"two megabytes":      {`{"email":"` + strings.Repeat("x", 2<<20) + `"}`, http.StatusRequestEntityTooLarge},
	}
	operations := []struct{ method, path string }{
		{"POST", "/api/auth/register"}, {"POST", "/api/auth/login"}, {"POST", "/api/auth/password/forgot"},
		{"POST", "/api/auth/password/reset"}, {"PATCH", "/api/me"}, {"POST", "/api/me/password"},
		{"POST", "/api/me/addresses"}, {"PUT", "/api/me/addresses/x"},
	}
	for name, tt := range bodies {
		for _, op := range operations {
			t.Run(name+"/"+op.path, func(t *testing.T) {
				c := s.as(ann.Token)
				req := c.NewRequest(op.method, op.path, strings.NewReader(tt.body), "Content-Type", "application/json")
				res := c.Do(req).Want(tt.want)
				if strings.Contains(res.Body, long) || strings.Contains(res.Body, "correct horse") {
					t.Errorf("the answer repeats what was sent: %.200s", res.Body)
				}
			})
		}
	}
	if strings.Contains(s.site.Log.String(), `"status":500`) {
		t.Errorf("something failed:\n%s", s.site.Log)
	}
}
