package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"

	"shop/platform/fault"
)

// The errors of this package.
var (
	// ErrNotFound: there is no blob of this name.
	ErrNotFound = fault.New(fault.NotFound, "no-such-file", "There is no such file.")
	// ErrName: a name is empty, absolute, or has a part that is hidden or
	// leads upwards.
	ErrName = errors.New("blob: not a name")
)

// Store is a folder of blobs. It is safe for concurrent use, also by several
// processes.
type Store struct{ root *os.Root }

// Open returns the store in dir, which it makes where it is missing.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return &Store{root: root}, nil
}

// Close lets go of the folder.
func (s *Store) Close() error { return s.root.Close() }

// Put stores what r has under name. A blob of that name stays as it is: names
// tell the content. Errors: [ErrName], and whatever r returns.
func (s *Store) Put(ctx context.Context, name string, r io.Reader) error {
	if !valid(name) {
		return fmt.Errorf("%w: %q", ErrName, name)
	}
	if _, err := s.root.Stat(name); err == nil {
		return nil
	}
	if err := s.root.MkdirAll(path.Dir(name), 0o750); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	// Hidden until it is whole; the name makes readers find it at once.
	partial := path.Join(path.Dir(name), ".partial-"+rand.Text())
	if err := s.write(ctx, partial, r); err != nil {
		_ = s.root.Remove(partial)
		return fmt.Errorf("blob: put %s: %w", name, err)
	}
	if err := s.root.Rename(partial, name); err != nil {
		_ = s.root.Remove(partial)
		return fmt.Errorf("blob: put %s: %w", name, err)
	}
	return nil
}

func (s *Store) write(ctx context.Context, name string, r io.Reader) error {
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, reader{ctx, r})
	return errors.Join(err, f.Sync(), f.Close())
}

// Open returns the blob of that name, to be closed by the caller. Errors:
// [ErrNotFound].
func (s *Store) Open(name string) (*os.File, error) {
	if !valid(name) {
		return nil, ErrNotFound
	}
	f, err := s.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, ErrNotFound.Because(err)
	}
	if err != nil {
		return nil, fmt.Errorf("blob: open %s: %w", name, err)
	}
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return nil, errors.Join(ErrNotFound, err, f.Close())
	}
	return f, nil
}

// valid reports whether name is a relative path without hidden parts.
func valid(name string) bool {
	if !fs.ValidPath(name) || name == "." {
		return false
	}
	for dir := name; dir != "."; dir = path.Dir(dir) {
		if path.Base(dir)[0] == '.' {
			return false
		}
	}
	return true
}

// reader stops reading when its context ends.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
