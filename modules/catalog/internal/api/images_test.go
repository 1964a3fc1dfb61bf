package api_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/api"
	"shop/platform/web/webtest"
)

// photo is a PNG of its own for each width.
func photo(t *testing.T, width int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 40))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// part is one part of a form.
type part struct{ name, value string }

// upload sends parts as a form; the part "file" as a file.
func upload(t *testing.T, c *webtest.Client, path string, parts ...part) *webtest.Response {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, p := range parts {
		create := form.CreateFormField
		if p.name == "file" {
			create = func(name string) (io.Writer, error) { return form.CreateFormFile(name, "picture.png") }
		}
		w, err := create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p.value); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return c.Do(c.NewRequest(http.MethodPost, path, &body, "Content-Type", form.FormDataContentType()))
}

// gallery is a product and the address of its pictures.
func gallery(t *testing.T, staff *webtest.Client) string {
	t.Helper()
	var made api.StaffProduct
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Teak chair")).Want(201).Decode(&made)
	return "/api/admin/products/" + made.ID + "/images"
}

func alts(p api.StaffProduct) string {
	var list []string
	for _, i := range p.Images {
		list = append(list, i.Alt)
	}
	return strings.Join(list, " ")
}

func TestPictures_from_upload_to_the_shopper(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff, shopper := site.Staff(t), site.Client(t)
	path := gallery(t, staff)
	shopper.Get("/api/products/teak-chair").Want(200) // is cached from here on

	var ids []string
	for i, alt := range []string{"front", " back\n side ", ""} {
		var added api.AddedImage
		upload(t, staff, path, part{"file", photo(t, 400+i)}, part{"alt", alt}).Want(201).Decode(&added)
		if added.Image.Width != 400+i || len(added.Product.Images) != i+1 || added.Product.Images[i] != added.Image {
			t.Fatalf("added %+v", added)
		}
		ids = append(ids, added.Image.ID)
	}
	var seen api.Product
	shopper.Get("/api/products/teak-chair").Want(200).Decode(&seen)
	if len(seen.Images) != 3 || seen.Images[1].Alt != "back side" || seen.Images[0].SrcSet == "" {
		t.Fatalf("seen %+v", seen.Images)
	}
	shopper.Get(seen.Images[0].URL).Want(200)

	t.Run("the same picture again changes nothing", func(t *testing.T) {
		var added api.AddedImage
		upload(t, staff, path, part{"file", photo(t, 400)}, part{"alt", "other"}).Want(201).Decode(&added)
		if added.Image.ID != ids[0] || added.Image.Alt != "front" || len(added.Product.Images) != 3 {
			t.Errorf("added %+v", added)
		}
	})
	t.Run("are described and moved, each by itself or both", func(t *testing.T) {
		for _, tc := range []struct {
			id   string
			body object
			want string
		}{
			{ids[2], object{"alt": "seat"}, "front|back side|seat"},
			{ids[2], object{"position": 0}, "seat|front|back side"},
			{ids[2], object{"position": 49, "alt": " cushion "}, "front|back side|cushion"},
			{ids[1], object{"alt": ""}, "front||cushion"},
			{ids[0], object{"position": 1}, "|front|cushion"},
		} {
			var p api.StaffProduct
			staff.JSON(http.MethodPatch, path+"/"+tc.id, tc.body).Want(200).Decode(&p)
			if got := p.Images[0].Alt + "|" + p.Images[1].Alt + "|" + p.Images[2].Alt; got != tc.want {
				t.Errorf("%v: pictures %s, want %s", tc.body, got, tc.want)
			}
		}
	})
	t.Run("leave the product and the variants they showed", func(t *testing.T) {
		var p api.StaffProduct
		staff.Get(strings.TrimSuffix(path, "/images")).Want(200).Decode(&p)
		edit := chair("Teak chair")
		edit["version"] = p.Version
		edit["variants"].([]object)[1]["imageId"] = ids[0]
		staff.JSON(http.MethodPut, "/api/admin/products/"+p.ID, edit).Want(200)
		staff.JSON(http.MethodDelete, path+"/"+ids[0], nil).Want(200).Decode(&p)
		if alts(p) != " cushion" || p.Variants[1].ImageID != "" {
			t.Errorf("left %+v, variants %+v", p.Images, p.Variants)
		}
		staff.JSON(http.MethodDelete, path+"/"+ids[0], nil).Want(404)
		shopper.Get("/api/products/teak-chair").Want(200).Decode(&seen)
		if len(seen.Images) != 2 {
			t.Errorf("shoppers see %+v", seen.Images)
		}
	})
}

func TestPictures_sent_at_once_are_all_kept(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	path := gallery(t, site.Staff(t))
	const senders = 4
	var wg sync.WaitGroup
	for i := range senders {
		staff, picture := site.Staff(t), part{"file", photo(t, 50+i)}
		wg.Go(func() {
			if r := upload(t, staff, path, picture); r.Status != 201 {
				t.Errorf("status %d: %s", r.Status, r.Body)
			}
		})
	}
	wg.Wait()
	var p api.StaffProduct
	site.Staff(t).Get(strings.TrimSuffix(path, "/images")).Want(200).Decode(&p)
	if len(p.Images) != senders {
		t.Errorf("%d pictures of %d", len(p.Images), senders)
	}
}

func TestPictures_that_can_not_be_taken_are_refused_with_their_field(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	path := gallery(t, staff)
	good := part{"file", photo(t, 60)}
	for _, tc := range []struct {
		name   string
		parts  []part
		status int
		field  string
	}{
		{"a drawing, which may hold scripts", []part{{"file", `<svg onload="alert(1)"/>`}}, 415, "file"},
		{"a page", []part{{"file", "<!doctype html><title>x</title>"}}, 415, "file"},
		{"a picture that ends too early", []part{{"file", good.value[:40]}}, 415, "file"},
		{"a file that is too large by a byte", []part{{"file", good.value + strings.Repeat("x", 12<<20+1-len(good.value))}}, 413, "file"},
		{"an empty file", []part{{"file", ""}}, 422, "file"},
		{"nothing", nil, 422, "file"},
		{"no file", []part{{"alt", "front"}}, 422, "file"},
		{"two files", []part{good, good}, 422, "file"},
		{"a description that is too long", []part{good, {"alt", strings.Repeat("é", 501)}}, 422, "alt"},
		{"an unknown field", []part{good, {"position", "1"}}, 422, "position"},
		{"more than anything may be", []part{good, {"alt", strings.Repeat("x", 13<<20)}}, 413, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			problem := upload(t, staff, path, tc.parts...).Want(tc.status).Problem()
			if tc.field != "" && !strings.Contains(fmt.Sprint(problem["errors"]), "field:"+tc.field+" ") {
				t.Errorf("the problem does not name %s: %v", tc.field, problem)
			}
		})
	}
	t.Run("the longest description", func(t *testing.T) {
		upload(t, staff, path, good, part{"alt", strings.Repeat("é", 500)}).Want(201)
	})
	t.Run("one more than a product may have", func(t *testing.T) {
		for i := range 49 {
			upload(t, staff, path, part{"file", photo(t, 100+i)}).Want(201)
		}
		problem := upload(t, staff, path, part{"file", photo(t, 99)}).Want(422).Problem()
		if !strings.Contains(fmt.Sprint(problem["errors"]), "field:images ") {
			t.Errorf("problem %v", problem)
		}
	})
	t.Run("what is no form", func(t *testing.T) {
		for _, kind := range []string{"application/json", "image/png", "multipart/form-data", "multipart/mixed; boundary=x", "", ";"} {
			req := staff.NewRequest(http.MethodPost, path, strings.NewReader(good.value), "Content-Type", kind)
			staff.Do(req).Want(415).Problem()
		}
		req := staff.NewRequest(http.MethodPost, path, strings.NewReader("--x\r\nContent-Dis"), "Content-Type", "multipart/form-data; boundary=x")
		staff.Do(req).Want(400).Problem()
	})
	t.Run("products and pictures that aren't there", func(t *testing.T) {
		upload(t, staff, "/api/admin/products/nothing/images", good).Want(404)
		staff.JSON(http.MethodPatch, path+"/nothing", object{"position": 0}).Want(404)
		staff.JSON(http.MethodDelete, "/api/admin/products/nothing/images/x", nil).Want(404)
	})
	t.Run("changes that are none", func(t *testing.T) {
		for field, body := range map[string]object{
			"position": {"position": -1}, "alt": {"alt": object{"$ne": nil}}, "url": {"url": "https://evil.example"},
		} {
			if r := staff.JSON(http.MethodPatch, path+"/x", body).Want(422); !strings.Contains(r.Body, field) {
				t.Errorf("the problem does not name %s: %s", field, r.Body)
			}
		}
	})
	t.Run("strangers", func(t *testing.T) {
		guest := site.Client(t)
		upload(t, guest, path, good).Want(401)
		guest.JSON(http.MethodPatch, path+"/x", object{"position": 0}).Want(401)
		guest.JSON(http.MethodDelete, path+"/x", nil).Want(401)
	})
}
