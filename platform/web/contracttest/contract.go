package contracttest

import (
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	validation "github.com/pb33f/libopenapi-validator/errors"
)

// Contract is what an OpenAPI document promises. It is an interface because the
// compiler writes a generic type that a struct holds anew into each package
// that uses the struct, and the validator's are thousands of functions.
type Contract interface {
	// Check returns what the document doesn't allow about an answer, whose
	// body it reads and puts back. It may be called from several goroutines.
	Check(req *http.Request, res *http.Response) error
}

// ErrNoOperation is what [Contract.Check] says of a path that the document
// doesn't know.
var ErrNoOperation = errors.New("the OpenAPI document has no such operation")

// Load reads an OpenAPI document, and refuses a faulty one.
func Load(document []byte) (Contract, error) {
	read, err := libopenapi.NewDocument(document)
	if err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	v, errs := validator.NewValidator(read)
	if len(errs) > 0 {
		return nil, fmt.Errorf("read the OpenAPI document: %w", errors.Join(errs...))
	}
	if ok, faults := v.ValidateDocument(); !ok {
		return nil, fmt.Errorf("the OpenAPI document is faulty: %w", joined(faults))
	}
	return &contract{validator: v}, nil
}

type contract struct {
	// mu: the validator's caches are not made for several goroutines.
	mu        sync.Mutex
	validator validator.Validator
}

func (c *contract) Check(req *http.Request, res *http.Response) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	ok, faults := c.validator.ValidateHttpResponse(req, res)
	if ok {
		return nil
	}
	err := fmt.Errorf("%s %s answers %d, which the OpenAPI document doesn't allow: %w", req.Method, req.URL.Path, res.StatusCode, joined(faults))
	if faults[0].IsPathMissingError() {
		return errors.Join(ErrNoOperation, err)
	}
	return err
}

func joined(faults []*validation.ValidationError) error {
	var errs []error
	for _, f := range faults {
		errs = append(errs, fmt.Errorf("%s: %s", f.Message, f.Reason))
		for _, s := range f.SchemaValidationErrors {
			errs = append(errs, s)
		}
	}
	return errors.Join(errs...)
}
