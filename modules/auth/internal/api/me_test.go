package api_test

import (
	"net/http"
	"testing"

	"shop/modules/auth/authtest"
	"shop/platform/mail/mailtest"
)

func TestMe(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	s.as("").JSON("GET", "/api/me", nil).Want(http.StatusUnauthorized)
	s.as("no-such-token").JSON("GET", "/api/me", nil).Want(http.StatusUnauthorized)
	s.as(ann.Token).JSON("PATCH", "/api/me", object{"name": ""}).Want(http.StatusUnprocessableEntity)
	var got userBody
	s.as(ann.Token).JSON("PATCH", "/api/me", object{"name": "Ann Lee-Smith"}).Want(http.StatusOK).Decode(&got)
	if got.User.Name != "Ann Lee-Smith" {
		t.Errorf("name = %q", got.User.Name)
	}
	var changed, again userBody
	s.as(ann.Token).JSON("GET", "/api/me", nil).Want(http.StatusOK).Decode(&again)
	s.as(ann.Token).JSON("PATCH", "/api/me", object{"name": "Ann Lee-Smith"}).Want(http.StatusOK).Decode(&changed)
	if again != got || changed != got {
		t.Errorf("the session says %+v, the account %+v, then %+v", again, got, changed)
	}
	if caller, err := s.Sessions.Authenticate(t.Context(), ann.Token); err != nil || caller.Name != "Ann Lee-Smith" {
		t.Errorf("the session goes on as %q, %v", caller.Name, err)
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	elsewhere := s.SignIn(t, ann)
	const path = "/api/me/password"
	s.as("").JSON("POST", path, object{"current": authtest.Password, "password": "a new long password"}).Want(http.StatusUnauthorized)
	s.as(ann.Token).JSON("POST", path, object{"current": "wrong", "password": "a new long password"}).Want(http.StatusUnprocessableEntity)
	s.as(ann.Token).JSON("POST", path, object{"current": authtest.Password, "password": ann.Email}).Want(http.StatusUnprocessableEntity)
	s.as(elsewhere.Token).JSON("GET", "/api/me", nil).Want(http.StatusOK)

	var got grantBody
	s.as(ann.Token).JSON("POST", path, object{"current": authtest.Password, "password": "a new long password"}).Want(http.StatusOK).Decode(&got)
	for _, old := range []string{ann.Token, elsewhere.Token} {
		s.as(old).JSON("GET", "/api/me", nil).Want(http.StatusUnauthorized)
	}
	s.as(got.Token).JSON("GET", "/api/me", nil).Want(http.StatusOK)
	if sent := mailtest.Sent(t, s.Mailer); len(sent) != 1 || sent[0].To != ann.Email {
		t.Errorf("mails = %+v, want one that tells of it", sent)
	}
}

type addressesBody struct {
	Addresses []struct {
		ID, Name, City string
		Default        bool
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.as(s.Shopper(t).Token)
	const path = "/api/me/addresses"
	home := object{"name": "Ann Lee", "line1": "Main Street 1", "city": "Bonn", "postalCode": "53111", "country": "DE"}
	var got addressesBody
	ann.JSON("POST", path, home).Want(http.StatusCreated).Decode(&got)
	if len(got.Addresses) != 1 || !got.Addresses[0].Default {
		t.Fatalf("addresses = %+v, want one, the default", got.Addresses)
	}
	work := object{"name": "Ann Lee", "line1": "Ring 2", "city": "Wien", "postalCode": "1010", "country": "AT", "default": true}
	ann.JSON("POST", path, work).Want(http.StatusCreated).Decode(&got)
	if len(got.Addresses) != 2 || got.Addresses[0].Default || !got.Addresses[1].Default {
		t.Fatalf("addresses = %+v, want the second to be the default", got.Addresses)
	}
	work["city"], work["default"] = "Graz", false
	ann.JSON("PUT", path+"/"+got.Addresses[1].ID, work).Want(http.StatusOK).Decode(&got)
	if got.Addresses[1].City != "Graz" || !got.Addresses[1].Default {
		t.Errorf("address = %+v, want it changed and still the default", got.Addresses[1])
	}
	bob := s.as(s.Shopper(t).Token)
	bob.JSON("PUT", path+"/"+got.Addresses[0].ID, home).Want(http.StatusNotFound)
	bob.JSON("DELETE", path+"/"+got.Addresses[0].ID, nil).Want(http.StatusNotFound)
	ann.JSON("DELETE", path+"/"+got.Addresses[1].ID, nil).Want(http.StatusOK).Decode(&got)
	if len(got.Addresses) != 1 || !got.Addresses[0].Default || got.Addresses[0].City != "Bonn" {
		t.Errorf("addresses = %+v, want Bonn as the default", got.Addresses)
	}
	p := ann.JSON("POST", path, object{"name": "", "line1": " \n", "city": "", "postalCode": "", "country": "DE"}).
		Want(http.StatusUnprocessableEntity).Problem()
	if list, _ := p["errors"].([]any); len(list) != 4 {
		t.Errorf("errors = %v, want four", p["errors"])
	}
}
