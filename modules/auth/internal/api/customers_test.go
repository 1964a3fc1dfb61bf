package api_test

import (
	"net/http"
	"testing"

	"shop/modules/auth/authtest"
)

func TestCustomers_are_for_staff(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	for _, path := range []string{"/api/admin/customers", "/api/admin/customers/" + string(ann.ID)} {
		s.as("").JSON("GET", path, nil).Want(http.StatusUnauthorized)
		s.as(ann.Token).JSON("GET", path, nil).Want(http.StatusForbidden)
	}
	s.as(ann.Token).JSON("PUT", "/api/admin/customers/"+string(ann.ID)+"/role", object{"role": "staff"}).Want(http.StatusForbidden)
}

func TestCustomers_list(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	staff := s.as(s.StaffMember(t).Token)
	for _, name := range []string{"Zoe (Z.) Z", "adam", "Mia"} {
		app := object{"email": name[:1] + "@example.org", "password": authtest.Password, "name": name}
		s.as("").JSON("POST", "/api/auth/register", app).Want(http.StatusCreated)
	}
	tests := map[string]struct {
		query string
		names []string
		total int
	}{
		"newest first":                    {"", []string{"Mia", "adam", "Zoe (Z.) Z", "Stella Staff"}, 4},
		"by name":                         {"?sort=name&role=shopper", []string{"adam", "Mia", "Zoe (Z.) Z"}, 3},
		"by name, downward":               {"?sort=-name&role=shopper", []string{"Zoe (Z.) Z", "Mia", "adam"}, 3},
		"a page":                          {"?sort=joined&limit=2&page=2", []string{"adam", "Mia"}, 4},
		"after the end":                   {"?page=99", nil, 4},
		"staff":                           {"?role=staff", []string{"Stella Staff"}, 1},
		"part of a name":                  {"?role=shopper&q=DA", []string{"adam"}, 1},
		"part of an e-mail":               {"?role=shopper&q=m@ex", []string{"Mia"}, 1},
		"letters of a regular expression": {"?role=shopper&q=(Z.)", []string{"Zoe (Z.) Z"}, 1},
		"nobody":                          {"?q=.*x", nil, 0},
		"rubbish":                         {"?q=%00%ff", []string{"Mia", "adam", "Zoe (Z.) Z", "Stella Staff"}, 4},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got struct {
				Customers []struct{ Name string }
				Total     int
			}
			staff.JSON("GET", "/api/admin/customers"+tt.query, nil).Want(http.StatusOK).Decode(&got)
			var names []string
			for _, c := range got.Customers {
				names = append(names, c.Name)
			}
			if len(names) != len(tt.names) || got.Total != tt.total {
				t.Fatalf("got %q of %d, want %q of %d", names, got.Total, tt.names, tt.total)
			}
			for i := range names {
				if names[i] != tt.names[i] {
					t.Fatalf("got %q, want %q", names, tt.names)
				}
			}
		})
	}
	for _, query := range []string{"?page=0", "?page=x", "?limit=101", "?sort=password", "?role=owner", "?nonsense=1"} {
		staff.JSON("GET", "/api/admin/customers"+query, nil).Want(http.StatusUnprocessableEntity)
	}
}

func TestCustomers_role(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	stella, ann := s.StaffMember(t), s.Shopper(t)
	staff := s.as(stella.Token)
	path := "/api/admin/customers/" + string(ann.ID)
	staff.JSON("PUT", "/api/admin/customers/"+string(stella.ID)+"/role", object{"role": "shopper"}).Want(http.StatusConflict)
	staff.JSON("PUT", "/api/admin/customers/nobody/role", object{"role": "staff"}).Want(http.StatusNotFound)
	staff.JSON("PUT", path+"/role", object{"role": "owner"}).Want(http.StatusUnprocessableEntity)
	staff.JSON("PUT", path+"/role", object{"role": "staff"}).Want(http.StatusOK)
	s.as(ann.Token).JSON("GET", "/api/me", nil).Want(http.StatusUnauthorized)
	promoted := s.SignIn(t, ann)
	s.as(promoted.Token).JSON("GET", "/api/admin/customers", nil).Want(http.StatusOK)
	staff.JSON("PUT", path+"/role", object{"role": "shopper"}).Want(http.StatusOK)
	s.as(promoted.Token).JSON("GET", "/api/admin/customers", nil).Want(http.StatusUnauthorized)
	var got struct {
		userBody
		Sessions []any
	}
	staff.JSON("GET", path, nil).Want(http.StatusOK).Decode(&got)
	if got.User.Role != "shopper" || len(got.Sessions) != 0 {
		t.Errorf("customer = %+v, want a shopper who is signed in nowhere", got)
	}
	staff.JSON("GET", "/api/admin/customers/nobody", nil).Want(http.StatusNotFound)
}
