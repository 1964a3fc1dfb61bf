package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
	"shop/platform/web"
)

const (
	// maxUpload leaves room for the form around the largest picture.
	maxUpload = media.MaxBytes + 64<<10
	// uploadTime is how long that may take on a slow line: a server gives a
	// request and its answer a minute together.
	uploadTime = 45 * time.Second
)

func (a *API) imageRoutes(r *web.Router) {
	add := operation(http.MethodPost, "/api/admin/products/{id}/images", "admin-add-image", "Add a picture to a product", staffTag)
	add.Description = "Behind those that the product has; one that it has already stays as it is. JPEG, PNG, GIF or WebP of at most 12 MB and 50 megapixels; " +
		"it is turned upright and rendered as WebP in several widths."
	add.DefaultStatus = http.StatusCreated
	add.RequestBody, add.MaxBodyBytes, add.BodyReadTimeout = pictureForm(), maxUpload, uploadTime
	add.SkipValidateBody = true // huma would read JSON; readPicture does it
	web.Operation(r, web.StaffOnly, add, a.addImage)

	change := operation(http.MethodPatch, "/api/admin/products/{id}/images/{imageId}", "admin-change-image", "Describe or move a picture of a product", staffTag)
	change.Description = "What is absent stays as it is. To order all pictures at once, send their `imageIds` with the product."
	web.Operation(r, web.StaffOnly, change, a.changeImage)

	remove := operation(http.MethodDelete, "/api/admin/products/{id}/images/{imageId}", "admin-remove-image", "Remove a picture from a product", staffTag)
	remove.Description = "Variants that it showed are shown by the product's first picture from then on."
	web.Operation(r, web.StaffOnly, remove, a.removeImage)
}

// pictureForm describes the body of an upload.
func pictureForm() *huma.RequestBody {
	longest := product.MaxAlt
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {
		Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, AdditionalProperties: false, Properties: map[string]*huma.Schema{
			"file": {Type: huma.TypeString, Format: "binary", Description: "The picture"},
			"alt":  {Type: huma.TypeString, MaxLength: &longest, Description: "Description for those who don't see it"},
		}},
		Encoding: map[string]*huma.Encoding{"file": {ContentType: "image/jpeg, image/png, image/gif, image/webp"}},
	}}}
}

type addImageInput struct {
	ID          string `path:"id" maxLength:"100"`
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"multipart/form-data"`
}

// AddedImage is a picture and the product that has it now.
type AddedImage struct {
	Image   Image        `json:"image"`
	Product StaffProduct `json:"product"`
}

func (a *API) addImage(ctx context.Context, in *addImageInput) (*struct{ Body AddedImage }, error) {
	id := catalog.ProductID(in.ID)
	if _, err := a.products.Product(ctx, id); err != nil {
		return nil, err
	}
	sent, err := readPicture(in.ContentType, in.RawBody)
	if err != nil {
		return nil, err
	}
	stored, err := a.media.Store(ctx, bytes.NewReader(sent.file), sent.alt)
	var refused *fault.Error
	if (errors.Is(err, media.ErrFormat) || errors.Is(err, media.ErrTooLarge)) && errors.As(err, &refused) {
		return nil, refused.WithField("file", refused.Message)
	}
	if err != nil {
		return nil, err
	}
	p, err := a.products.AddImages(ctx, id, stored)
	if err != nil {
		return nil, err
	}
	out, err := a.staffProduct(ctx, p)
	if err != nil {
		return nil, err
	}
	image, _ := p.Image(stored.ID)
	return &struct{ Body AddedImage }{AddedImage{imageOf(image), out.Body}}, nil
}

// picture is an upload's form.
type picture struct {
	file []byte
	alt  string
}

var (
	errNoForm = fault.New(fault.Unsupported, "media-type", "Please send the picture as multipart/form-data.")
	errForm   = fault.New(fault.Malformed, "malformed", "The form can't be read.")
)

// readPicture reads the parts of a form, each of which comes once. Errors:
// fault.Unsupported for what is no form, fault.Malformed for a broken one,
// fault.Invalid naming wrong parts.
func readPicture(contentType string, body []byte) (picture, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return picture{}, errNoForm.Because(err)
	}
	parts := map[string][]byte{}
	var wrong fault.Fields
	for form := multipart.NewReader(bytes.NewReader(body), params["boundary"]); ; {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return picture{}, errForm.Because(err)
		}
		name := part.FormName()
		if name != "file" && name != "alt" {
			wrong.Add(name, "is not a field of this request")
		} else if _, again := parts[name]; again {
			wrong.Add(name, "must come once")
		}
		if parts[name], err = io.ReadAll(part); err != nil {
			return picture{}, errForm.Because(err)
		}
	}
	if len(parts["file"]) == 0 {
		wrong.Add("file", "is required")
	}
	if alt := parts["alt"]; len([]rune(string(alt))) > product.MaxAlt {
		wrong.Add("alt", fmt.Sprintf("must have at most %d characters", product.MaxAlt))
	}
	return picture{parts["file"], string(parts["alt"])}, wrong.Err()
}

type imageInput struct {
	ID      string `path:"id" maxLength:"100"`
	ImageID string `path:"imageId" maxLength:"100"`
}

type changeImageInput struct {
	ID      string `path:"id" maxLength:"100"`
	ImageID string `path:"imageId" maxLength:"100"`
	Body    struct {
		Alt      *string `json:"alt,omitempty" maxLength:"500" doc:"Description for those who don't see it"`
		Position *int    `json:"position,omitempty" minimum:"0" maximum:"49" doc:"Its place among the product's pictures: 0 is the one that stands for the product. One behind the last is the last."`
	}
}

func (a *API) changeImage(ctx context.Context, in *changeImageInput) (*staffProductOutput, error) {
	p, err := a.products.ChangeImage(ctx, catalog.ProductID(in.ID), in.ImageID, product.ImageChange{Alt: in.Body.Alt, Position: in.Body.Position})
	if err != nil {
		return nil, err
	}
	return a.staffProduct(ctx, p)
}

func (a *API) removeImage(ctx context.Context, in *imageInput) (*staffProductOutput, error) {
	p, err := a.products.RemoveImage(ctx, catalog.ProductID(in.ID), in.ImageID)
	if err != nil {
		return nil, err
	}
	return a.staffProduct(ctx, p)
}
