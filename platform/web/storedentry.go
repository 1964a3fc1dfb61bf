package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"shop/platform/encode"
	"shop/platform/redis"
)

// storable are the headers that a stored answer may have. One with another
// header isn't stored, since who gets it from the store would miss that.
var storable = map[string]bool{
	"Cache-Control":     true,
	"Content-Language":  true,
	"Content-Length":    true,
	"Content-Type":      true,
	"Etag":              true,
	"Link":              true,
	"Speculation-Rules": true,
	"Vary":              true,
}

// unchanged are those of them that a 304 has, too (RFC 9110, 15.4.5).
var unchanged = map[string]bool{"Cache-Control": true, "Etag": true, "Vary": true}

// maxStored is how large a stored body may be, in bytes.
const maxStored = 2 << 20

// entryOverhead is what an entry takes besides its bodies, in bytes.
const entryOverhead = 4 << 10

// whyNot says why an answer may not be stored, and is empty when it may.
func whyNot(status int, h http.Header, body []byte) string {
	if status != http.StatusOK {
		return "it is not a success"
	}
	if len(body) > maxStored {
		return "it is too large"
	}
	for name := range h {
		if !storable[name] {
			return "it has the header " + name
		}
	}
	for _, line := range h["Cache-Control"] {
		if strings.Contains(strings.ToLower(line), "no-store") {
			return "its handler forbids it"
		}
	}
	for _, line := range h["Vary"] {
		for name := range strings.SplitSeq(line, ",") {
			name = http.CanonicalHeaderKey(strings.TrimSpace(name))
			if name != "Hx-Request" && name != "Accept-Encoding" {
				return "it depends on " + name
			}
		}
	}
	return ""
}

// line is a header, ready to be put into an answer.
type line struct {
	name   string
	values []string
}

// form is an answer in one coding, ready to be sent.
type form struct {
	tag         string
	full, short []line
	body        []byte
	// start and startShort are the answers' beginnings as they are sent: the
	// status line and all headers but those of the single request.
	start, startShort []byte
}

// entry is a stored answer.
type entry struct {
	route *route
	at    address
	trail *redis.Trail
	// header is the answer's, without what differs between its forms.
	header  []line
	plain   form
	brotli  lazyForm
	gzip    lazyForm
	shrinks bool
	size    atomic.Uint32
}

// lazyForm is made when first asked for.
type lazyForm struct {
	once sync.Once
	form *form
}

// newEntry returns the entry of an answer for which [whyNot] has nothing to
// say.
func newEntry(rt *route, at address, trail *redis.Trail, h http.Header, body []byte) *entry {
	e := &entry{route: rt, at: at, trail: trail, shrinks: encode.Shrinks(h.Get("Content-Type"), len(body))}
	for name, values := range h {
		switch name {
		case "Content-Length", "Etag", "Vary": // each form has its own, below
		default:
			e.header = append(e.header, line{name, slices.Clone(values)})
		}
	}
	vary := slices.Clone(h["Vary"])
	if e.shrinks && !slices.Contains(vary, "Accept-Encoding") {
		vary = append(vary, "Accept-Encoding")
	}
	if len(vary) > 0 {
		e.header = append(e.header, line{"Vary", vary})
	}
	e.plain = e.newForm("", body)
	e.size.Store(uint32(len(body) + len(at.path) + len(at.query) + entryOverhead))
	return e
}

func (e *entry) newForm(coding string, body []byte) form {
	// A buffer's room to grow would be kept as well.
	f := form{tag: encode.Tag(body), body: bytes.Clone(body)}
	f.full = append(slices.Clone(e.header),
		line{"Etag", []string{f.tag}},
		line{"Content-Length", []string{strconv.Itoa(len(body))}},
	)
	if coding != "" {
		f.full = append(f.full, line{"Content-Encoding", []string{coding}})
	}
	for _, h := range f.full {
		if unchanged[h.name] {
			f.short = append(f.short, h)
		}
	}
	f.start, f.startShort = e.start(http.StatusOK, f.full), e.start(http.StatusNotModified, f.short)
	return f
}

// start returns the beginning of an answer as net/http would send it.
func (e *entry) start(status int, lines []line) []byte {
	h := make(http.Header)
	put(h, e.route.common)
	put(h, lines)
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	_ = h.Write(&b) // a buffer takes all
	return b.Bytes()
}

// in returns the answer in a coding. The first who asks for one compresses.
func (e *entry) in(coding string, s *store) *form {
	lazy := &e.brotli
	switch {
	case coding == "" || !e.shrinks:
		return &e.plain
	case coding == encode.Gzip:
		lazy = &e.gzip
	}
	lazy.once.Do(func() {
		lazy.form = &e.plain
		small, err := encode.Good(coding, e.plain.body)
		if err != nil || len(small) >= len(e.plain.body) {
			return
		}
		f := e.newForm(coding, small)
		lazy.form = &f
		e.size.Add(uint32(len(small)))
		s.weighAgain(e)
	})
	return lazy.form
}

// send answers with the entry, or with 304 to who has it already.
func (e *entry) send(w http.ResponseWriter, x *exchange) error {
	f := e.in(encode.Negotiate(first(x.header["Accept-Encoding"])), x.server.store)
	h := w.Header()
	if has := x.header["If-None-Match"]; len(has) > 0 && encode.Matches(strings.Join(has, ","), f.tag) {
		put(h, f.short)
		x.status = http.StatusNotModified
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	put(h, f.full)
	x.status = http.StatusOK
	w.WriteHeader(http.StatusOK)
	if x.method == http.MethodHead {
		return nil
	}
	n, err := w.Write(f.body)
	x.bytes = int64(n)
	return err
}

// first returns the first value of a header, or "".
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func put(h http.Header, fields []line) {
	for i := range fields {
		h[fields[i].name] = fields[i].values
	}
}
