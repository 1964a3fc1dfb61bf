package encode

import (
	"bytes"
	"compress/gzip"
	"io"
	"sync"

	"github.com/andybalholm/brotli"
)

// The levels cost about as much as rendering the page does, and give nine
// tenths of what the best ones do.
const (
	brotliLevel = 4
	gzipLevel   = 5
)

type compressor interface {
	io.WriteCloser
	Flush() error
	Reset(io.Writer)
}

var compressors = map[string]*sync.Pool{
	Brotli: {New: func() any { return brotli.NewWriterLevel(nil, brotliLevel) }},
	Gzip: {New: func() any {
		w, err := gzip.NewWriterLevel(nil, gzipLevel)
		if err != nil {
			panic(err) // the level is a constant
		}
		return w
	}},
}

// pooled gives its compressor back when closed.
type pooled struct {
	compressor
	pool *sync.Pool
}

func newCompressor(coding string, w io.Writer) pooled {
	pool := compressors[coding]
	c := pool.Get().(compressor)
	c.Reset(w)
	return pooled{c, pool}
}

// Close ends the compressed data.
func (p pooled) Close() error {
	err := p.compressor.Close()
	p.pool.Put(p.compressor)
	return err
}

func compress(coding string, body []byte) (*bytes.Buffer, error) {
	buf := borrow()
	c := newCompressor(coding, buf)
	if _, err := c.Write(body); err != nil {
		return nil, err
	}
	return buf, c.Close()
}

// The levels of Good: further ones cost much more and give little.
const (
	goodBrotli = 6
	goodGzip   = 7
)

// Good returns body in the coding, smaller than the answers that are
// compressed on their way. It takes a few milliseconds, and is meant for what
// is sent many times before it changes.
func Good(coding string, body []byte) ([]byte, error) {
	return whole(coding, body, goodBrotli, goodGzip)
}

// Best returns body in the coding, as small as it gets. It is slow, and meant
// for what is compressed once and sent often.
func Best(coding string, body []byte) ([]byte, error) {
	return whole(coding, body, brotli.BestCompression, gzip.BestCompression)
}

func whole(coding string, body []byte, brotliLevel, gzipLevel int) ([]byte, error) {
	var buf bytes.Buffer
	var c io.WriteCloser = brotli.NewWriterLevel(&buf, brotliLevel)
	if coding == Gzip {
		var err error
		if c, err = gzip.NewWriterLevel(&buf, gzipLevel); err != nil {
			return nil, err
		}
	}
	if _, err := c.Write(body); err != nil {
		return nil, err
	}
	if err := c.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
