package encode

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

const (
	// minSize is what fits into one packet anyhow.
	minSize = 1200
	// maxBuffer is how much is held back to send it with its length; a longer
	// body is compressed on its way.
	maxBuffer = 512 << 10
)

// Writer holds an answer back until it knows how to send it.
type Writer struct {
	http.ResponseWriter
	coding      string
	tag         bool
	ifNoneMatch string

	status int
	buf    *bytes.Buffer
	stream io.WriteCloser
	// passing is set once what is written goes out as it comes.
	passing bool
}

// New returns a writer that uses the given coding ("" for none) and, with tag,
// adds an ETag and answers 304 when it is in ifNoneMatch. Close ends it.
func New(w http.ResponseWriter, coding string, tag bool, ifNoneMatch string) *Writer {
	return &Writer{ResponseWriter: w, coding: coding, tag: tag, ifNoneMatch: ifNoneMatch}
}

// Unwrap lets [http.ResponseController] reach the connection.
func (w *Writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader implements [http.ResponseWriter].
func (w *Writer) WriteHeader(status int) {
	if status >= 100 && status < 200 {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	if w.status != 0 {
		return
	}
	w.status = status
	if !w.tagging() && !w.compressing() {
		w.pass()
	}
}

// Write implements [http.ResponseWriter].
func (w *Writer) Write(p []byte) (int, error) {
	if w.status == 0 {
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", http.DetectContentType(p))
		}
		w.WriteHeader(http.StatusOK)
	}
	switch {
	case w.stream != nil:
		return w.stream.Write(p)
	case w.passing:
		return w.ResponseWriter.Write(p)
	}
	if w.buf == nil {
		w.buf = borrow()
	}
	w.buf.Write(p)
	if w.buf.Len() > maxBuffer {
		return len(p), w.flow()
	}
	return len(p), nil
}

// FlushError sends what was written so far.
func (w *Writer) FlushError() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if err := w.flow(); err != nil {
		return err
	}
	if f, ok := w.stream.(interface{ Flush() error }); ok {
		if err := f.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Close sends what was held back.
func (w *Writer) Close() error {
	defer w.release()
	switch {
	case w.stream != nil:
		return w.stream.Close()
	case w.passing || w.status == 0:
		return nil
	}
	return w.finish()
}

func (w *Writer) tagging() bool { return w.tag && w.status == http.StatusOK }

func (w *Writer) compressing() bool {
	h := w.Header()
	if w.coding == "" || w.status < http.StatusOK || w.status == http.StatusNoContent || w.status == http.StatusNotModified {
		return false
	}
	if h.Get("Content-Encoding") != "" || h.Get("Content-Range") != "" || !Compressible(h.Get("Content-Type")) {
		return false
	}
	length, err := strconv.Atoi(h.Get("Content-Length"))
	return err != nil || length >= minSize
}

// pass sends the header and lets everything through from now on.
func (w *Writer) pass() {
	w.passing = true
	w.ResponseWriter.WriteHeader(w.status)
}

// flow goes over from holding back to sending as it comes.
func (w *Writer) flow() error {
	if w.passing || w.stream != nil {
		return nil
	}
	held := w.held()
	if !w.compressing() {
		w.pass()
		_, err := w.ResponseWriter.Write(held)
		return err
	}
	w.announce()
	w.Header().Set("Content-Encoding", w.coding)
	w.Header().Del("Content-Length")
	w.ResponseWriter.WriteHeader(w.status)
	w.stream = newCompressor(compressors[w.coding], w.ResponseWriter)
	_, err := w.stream.Write(held)
	return err
}

// finish sends the whole body, of which all is known.
func (w *Writer) finish() error {
	body := w.held()
	h := w.Header()
	if w.tagging() {
		if h.Get("ETag") == "" {
			h.Set("ETag", etag(body))
		}
		if Matches(w.ifNoneMatch, h.Get("ETag")) {
			h.Del("Content-Type")
			h.Del("Content-Length")
			w.ResponseWriter.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	if w.compressing() {
		w.announce()
		if len(body) >= minSize {
			small, err := compress(w.coding, body)
			if err != nil {
				return err
			}
			defer giveBack(small)
			h.Set("Content-Encoding", w.coding)
			body = small.Bytes()
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.ResponseWriter.WriteHeader(w.status)
	_, err := w.ResponseWriter.Write(body)
	return err
}

// announce tells caches that the answer depends on what the client accepts.
func (w *Writer) announce() {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if tag := h.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		h.Set("ETag", "W/"+tag) // the same content in other bytes
	}
}

func (w *Writer) held() []byte {
	if w.buf == nil {
		return nil
	}
	return w.buf.Bytes()
}

func (w *Writer) release() {
	if w.buf != nil {
		giveBack(w.buf)
		w.buf = nil
	}
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func borrow() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

func giveBack(b *bytes.Buffer) {
	if b.Cap() <= 2*maxBuffer {
		b.Reset()
		buffers.Put(b)
	}
}

// etag is weak because the same content is sent in several codings.
func etag(body []byte) string { return "W/" + Tag(body) }

// Tag returns the strong entity tag of a body as it is sent.
func Tag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// Matches reports whether an If-None-Match header names the tag.
func Matches(header, tag string) bool {
	for item := range strings.SplitSeq(header, ",") {
		item = strings.TrimSpace(item)
		if item == "*" || strings.TrimPrefix(item, "W/") == strings.TrimPrefix(tag, "W/") {
			return tag != ""
		}
	}
	return false
}
