package wire

import (
	"strconv"
	"strings"
)

// Head is the head of a plain request: GET over HTTP/1.1, with a target and a
// Host that need no decoding, without a body, and for a connection that is kept
// alive. Its texts are parts of one string.
type Head struct {
	// Path and Query are the target's, apart at its first question mark.
	Path, Query string
	// Fields are the other headers, in order.
	Fields []Field
}

// Field is a header line. Name is as the client spelled it: see [Field.Is].
type Field struct{ Name, Value string }

// Is reports whether the field has that name, in whatever case.
func (f *Field) Is(name string) bool {
	return len(f.Name) == len(name) && strings.EqualFold(f.Name, name)
}

const (
	headEnd = "\r\n\r\n"
	// maxFields bounds what a connection keeps for the next head.
	maxFields = 64
)

// parse reads the requests in text. It reports whether text is one whole
// request, whose end is certain (RFC 9112, section 6), and whether that one is
// plain, so that h describes it.
//
// It is stricter than net/http wherever two readers could differ on where the
// request ends: a bare line feed, folded lines, odd names, two lengths.
func (h *Head) parse(text string) (whole, plain bool) {
	end := strings.Index(text, headEnd)
	if end < 0 {
		return false, false
	}
	first, rest, _ := strings.Cut(text[:end+len("\r\n")], "\r\n")
	plain, ok := h.requestLine(first)
	if !ok {
		return false, false
	}
	e := envelope{plain: plain}
	h.Fields = h.Fields[:0]
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\r\n")
		f, ok := parseField(line)
		if !ok || !e.see(&f) || len(h.Fields) == maxFields {
			return false, false
		}
		h.Fields = append(h.Fields, f)
	}
	whole = len(text)-end-len(headEnd) == e.length
	return whole, whole && e.plain && e.hosts == 1
}

// requestLine reads the first line. It reports whether the line is a plain
// request's, and whether it is any request's whose length can be known.
func (h *Head) requestLine(line string) (plain, ok bool) {
	method, line, found := strings.Cut(line, " ")
	target, proto, found2 := strings.Cut(line, " ")
	if !found || !found2 || proto != "HTTP/1.1" || !isName(method) || method == "CONNECT" || !visible(target) {
		return false, false
	}
	h.Path, h.Query, _ = strings.Cut(target, "?")
	return method == "GET" && strings.HasPrefix(target, "/") && isPlain(h.Path, "/") && isPlain(h.Query, "/=&+"), true
}

// envelope is what the headers say of the request itself.
type envelope struct {
	plain         bool
	hosts, length int
	lengths       int
}

// see takes a field into account. It reports false when the request's end
// can't be told by a Content-Length.
func (e *envelope) see(f *Field) bool {
	switch {
	case f.Is("Host"):
		e.hosts++
		e.plain = e.plain && f.Value != "" && isPlain(f.Value, ":[]")
	case f.Is("Connection"):
		e.plain = e.plain && strings.EqualFold(f.Value, "keep-alive")
	case f.Is("Content-Length"):
		n, err := strconv.ParseUint(f.Value, 10, 31)
		e.lengths++
		e.length, e.plain = int(n), false
		return err == nil && e.lengths == 1
	case f.Is("Transfer-Encoding"), f.Is("Upgrade"), f.Is("Expect"), f.Is("Trailer"):
		return false
	}
	return true
}

// parseField reads a header line (RFC 9112, section 5). It refuses folded lines
// and values with control characters.
func parseField(line string) (Field, bool) {
	name, value, found := strings.Cut(line, ":")
	value = strings.Trim(value, " \t")
	return Field{name, value}, found && isName(name) && visible(value)
}

// isName reports whether s is a name as programs send them.
func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; !alphanumeric(c) && c != '-' && c != '_' {
			return false
		}
	}
	return s != ""
}

// isPlain reports whether s has nothing but what needs no encoding in any part
// of an address (RFC 3986, section 2.3), and also.
func isPlain(s, also string) bool {
	for i := range len(s) {
		if c := s[i]; !alphanumeric(c) && !strings.ContainsRune("-._~", rune(c)) && !strings.ContainsRune(also, rune(c)) {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// visible reports whether s has no control character.
func visible(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return true
}
