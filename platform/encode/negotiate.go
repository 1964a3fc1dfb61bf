package encode

import (
	"strconv"
	"strings"
)

// The codings, in the order we like them.
const (
	Brotli = "br"
	Gzip   = "gzip"
)

// Negotiate returns the coding to use for an Accept-Encoding header, or ""
// for none. Brotli wins wherever it is accepted at all: clients list it beside
// gzip without meaning an order.
func Negotiate(accept string) string {
	if accept == "" {
		return ""
	}
	best := ""
	for item := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(item, ";")
		if refused(params) {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case Brotli:
			return Brotli
		case Gzip:
			best = Gzip
		}
	}
	return best
}

func refused(params string) bool {
	value, found := strings.CutPrefix(strings.TrimSpace(params), "q=")
	if !found {
		return false
	}
	q, err := strconv.ParseFloat(value, 64)
	return err != nil || q <= 0
}

// Shrinks reports whether a body of that media type and size is worth
// compressing.
func Shrinks(contentType string, size int) bool {
	return size >= minSize && Compressible(contentType)
}

// Compressible reports whether content of that media type shrinks.
func Compressible(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.TrimSpace(media)
	switch {
	case media == "text/event-stream":
		return false
	case strings.HasPrefix(media, "text/"), strings.HasSuffix(media, "+json"), strings.HasSuffix(media, "+xml"):
		return true
	}
	switch media {
	case "application/json", "application/javascript", "application/xml", "application/wasm":
		return true
	}
	return false
}
