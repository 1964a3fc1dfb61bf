package mongo

import (
	"bytes"
	"reflect"
	"regexp"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// registry encodes as the driver does, but that texts are UTF-8, as BSON says
// they are: what is typed into an address or a form needn't be, the driver
// passes it on as it is, and the engine of the demo ends the connection over it.
var registry = func() *bson.Registry {
	r := bson.NewRegistry()
	r.RegisterKindEncoder(reflect.String, bson.ValueEncoderFunc(func(_ bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
		return w.WriteString(valid(v.String()))
	}))
	return r
}()

// valid is the text with U+FFFD in the place of what isn't UTF-8.
func valid(text string) string { return strings.ToValidUTF8(text, "\ufffd") }

// Document returns v as an ordered BSON document, whose values are encoded.
func Document(v any) (bson.D, error) {
	var encoded bytes.Buffer
	encoder := bson.NewEncoder(bson.NewDocumentWriter(&encoded))
	encoder.SetRegistry(registry)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	elements, err := bson.Raw(encoded.Bytes()).Elements()
	d := make(bson.D, len(elements))
	for i, e := range elements {
		d[i] = bson.E{Key: e.Key(), Value: e.Value()}
	}
	return d, err
}

// Containing matches values in which the text stands, whatever its case.
func Containing(text string) bson.Regex {
	return bson.Regex{Pattern: literal(text), Options: "i"}
}

// StartingWith matches values that begin with the text. The server can look
// them up in an index.
func StartingWith(text string) bson.Regex {
	return bson.Regex{Pattern: "^" + literal(text)}
}

// StartingWithFolded is [StartingWith] whatever the text's case, for which the
// server reads all values.
func StartingWithFolded(text string) bson.Regex {
	return bson.Regex{Pattern: "^" + literal(text), Options: "i"}
}

// literal is the pattern of any text that somebody typed. BSON ends patterns
// with a zero byte, so that one within is written by its escape.
func literal(text string) string {
	return strings.ReplaceAll(regexp.QuoteMeta(valid(text)), "\x00", `\x00`)
}
