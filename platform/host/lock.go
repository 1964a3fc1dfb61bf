package host

import (
	"context"
	"errors"
	"io/fs"
	"syscall"
	"time"
)

// ErrLocked is returned by [TryLock] when another process holds the lock.
var ErrLocked = errors.New("locked by another process")

// Lock is held until Unlock or the end of the process. The file stays where it
// is: removing it would let two processes hold locks of the same name.
type Lock struct{ fd int }

// TryLock locks the file at path, which it makes where it is missing. Errors:
// [ErrLocked], or why the file can't be made.
func TryLock(path string) (*Lock, error) {
	// Not an os.File, which would be closed, and so unlocked, as garbage.
	fd, err := syscall.Open(path, syscall.O_CREAT|syscall.O_RDWR|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	err = syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return &Lock{fd}, nil
	}
	_ = syscall.Close(fd)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, ErrLocked
	}
	return nil, &fs.PathError{Op: "lock", Path: path, Err: err}
}

// WaitLock is [TryLock] that waits for other holders until ctx ends.
func WaitLock(ctx context.Context, path string) (*Lock, error) {
	for {
		lock, err := TryLock(path)
		if !errors.Is(err, ErrLocked) {
			return lock, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Unlock gives the lock back.
func (l *Lock) Unlock() { _ = syscall.Close(l.fd) }
