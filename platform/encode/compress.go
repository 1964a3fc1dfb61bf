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

// Best returns body in the coding, as small as it gets. It is slow, and meant
// for what is compressed once and sent often.
func Best(coding string, body []byte) ([]byte, error) {
	var buf bytes.Buffer
	var c io.WriteCloser = brotli.NewWriterLevel(&buf, brotli.BestCompression)
	if coding == Gzip {
		var err error
		if c, err = gzip.NewWriterLevel(&buf, gzip.BestCompression); err != nil {
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
