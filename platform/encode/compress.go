package encode

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
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

// compressors are those of the answers on their way, thorough those of [Good].
// One for brotli has megabytes of tables, so they are used again.
var (
	compressors = pools(brotliLevel, gzipLevel)
	thorough    = pools(goodBrotli, goodGzip)
)

func pools(brotliLevel, gzipLevel int) map[string]*sync.Pool {
	return map[string]*sync.Pool{
		Brotli: {New: func() any { return brotli.NewWriterLevel(nil, brotliLevel) }},
		Gzip: {New: func() any {
			w, err := gzip.NewWriterLevel(nil, gzipLevel)
			if err != nil {
				panic(err) // the levels are constants
			}
			return w
		}},
	}
}

// pooled gives its compressor back when closed.
type pooled struct {
	compressor
	pool *sync.Pool
}

func newCompressor(pool *sync.Pool, w io.Writer) pooled {
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
	c := newCompressor(compressors[coding], buf)
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
	slots <- struct{}{}
	defer func() { <-slots }()
	var buf bytes.Buffer
	return whole(newCompressor(thorough[coding], &buf), body, &buf)
}

// slots are as many as compressors can be at work without waiting for each
// other: more of them at once need memory and are no faster.
var slots = make(chan struct{}, runtime.GOMAXPROCS(0))

// Best returns body in the coding, as small as it gets. It is slow, and meant
// for what is compressed once and sent often.
func Best(coding string, body []byte) ([]byte, error) {
	var buf bytes.Buffer
	if coding == Brotli {
		return whole(brotli.NewWriterLevel(&buf, brotli.BestCompression), body, &buf)
	}
	c, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	return whole(c, body, &buf)
}

// whole returns what the compressor of buf makes of the body.
func whole(c io.WriteCloser, body []byte, buf *bytes.Buffer) ([]byte, error) {
	if _, err := c.Write(body); err != nil {
		return nil, err
	}
	if err := c.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
