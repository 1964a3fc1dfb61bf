package pages

import (
	"fmt"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
	"shop/platform/web"
)

// maxFiles is how many pictures one upload may have.
const maxFiles = 20

// upload stores pictures and adds them to the product. Those that can't be read
// are told and the others kept.
func (a *Admin) upload(c echo.Context) error {
	ctx := c.Request().Context()
	if _, err := a.products.Product(ctx, productID(c)); err != nil {
		return err
	}
	posted, err := c.MultipartForm()
	if err != nil {
		return fault.Wrap(err, fault.Malformed, "malformed", "The upload can't be read.")
	}
	defer func() { _ = posted.RemoveAll() }()
	files := posted.File["files"]
	if len(files) == 0 || len(files) > maxFiles {
		return a.showRefusal(c, "files", fault.New(fault.Invalid, "files", fmt.Sprintf("Please choose 1 to %d pictures.", maxFiles)))
	}
	var images []product.Image
	var refused error
	for _, file := range files {
		image, err := a.storeFile(c, file)
		if err == nil {
			images = append(images, image)
		} else if kind := fault.KindOf(err); kind == fault.Unsupported || kind == fault.TooLarge {
			refused = err
		} else {
			return err
		}
	}
	if len(images) > 0 {
		_, err := a.products.AddImages(ctx, productID(c), images...)
		if fault.KindOf(err) == fault.Invalid && err != nil {
			refused = err
		} else if err != nil {
			return err
		}
	}
	if refused != nil {
		return a.showRefusal(c, "files", refused)
	}
	return web.SeeOther(c, adminPictures(productID(c)))
}

func (a *Admin) storeFile(c echo.Context, file *multipart.FileHeader) (product.Image, error) {
	if file.Size > media.MaxBytes {
		return product.Image{}, media.ErrTooLarge
	}
	f, err := file.Open()
	if err != nil {
		return product.Image{}, fmt.Errorf("upload: %w", err)
	}
	defer f.Close()
	return a.media.Store(c.Request().Context(), f, "")
}

// adminPictures is the product's form where it shows the pictures.
func adminPictures(id catalog.ProductID) string { return adminProduct(id) + "#pictures" }

// showRefusal shows the product's form with what is wrong with a field of the
// pictures' forms.
func (a *Admin) showRefusal(c echo.Context, field string, refused error) error {
	ctx := c.Request().Context()
	p, err := a.products.Product(ctx, productID(c))
	if err != nil {
		return err
	}
	view, err := a.formOf(ctx, p)
	if err != nil {
		return err
	}
	view.Message = message(refused)
	view.Errors = map[string]string{field: message(refused)}
	for i := range p.Images {
		if field == "alt-"+p.Images[i].ID {
			p.Images[i].Alt = c.FormValue("alt")
		}
	}
	return a.show(c, http.StatusUnprocessableEntity, view, p)
}

// image moves, describes or removes a picture.
func (a *Admin) image(c echo.Context) error {
	ctx, id, image := c.Request().Context(), productID(c), c.Param("image")
	var err error
	switch c.FormValue("action") {
	case "up":
		_, err = a.products.MoveImage(ctx, id, image, -1)
	case "down":
		_, err = a.products.MoveImage(ctx, id, image, 1)
	case "move":
		var steps int
		if steps, err = strconv.Atoi(c.FormValue("steps")); err != nil {
			err = fault.Wrap(err, fault.Invalid, "steps", "A picture is moved by a whole number of places.")
			break
		}
		_, err = a.products.MoveImage(ctx, id, image, steps)
	case "alt":
		alt := c.FormValue("alt")
		_, err = a.products.ChangeImage(ctx, id, image, product.ImageChange{Alt: &alt})
	case "remove":
		_, err = a.products.RemoveImage(ctx, id, image)
	default:
		err = fault.New(fault.Invalid, "action", "Pictures can be moved up or down, described or removed.")
	}
	if fault.KindOf(err) == fault.Invalid && err != nil {
		return a.showRefusal(c, "alt-"+image, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, adminPictures(id))
}
