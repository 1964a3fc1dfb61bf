package host

import (
	"os"
	"path/filepath"
	"sync"
	"time"
)

// TempDir is a folder that lasts as long as the process that made it: by
// Remove, or swept away by the next one that asks for such a folder.
type TempDir struct {
	path string
	lock *Lock
	once sync.Once
}

// lockName is the file by which a folder's owner shows that it is alive.
const lockName = "owner.lock"

// minOrphanAge protects folders whose owner has yet to lock them.
const minOrphanAge = time.Minute

// NewTempDir makes a folder in base whose name starts with prefix, and removes
// the folders of that name whose process was killed.
func NewTempDir(base, prefix string) (*TempDir, error) {
	sweep(base, prefix)
	path, err := os.MkdirTemp(base, prefix)
	if err != nil {
		return nil, err
	}
	lock, err := TryLock(filepath.Join(path, lockName))
	if err != nil {
		_ = os.RemoveAll(path)
		return nil, err
	}
	return &TempDir{path: path, lock: lock}, nil
}

// Path returns the folder.
func (d *TempDir) Path() string { return d.path }

// Remove deletes the folder and all in it. It may be called again.
func (d *TempDir) Remove() {
	d.once.Do(func() {
		_ = os.RemoveAll(d.path)
		d.lock.Unlock()
	})
}

func sweep(base, prefix string) {
	folders, _ := filepath.Glob(filepath.Join(base, prefix+"*"))
	for _, folder := range folders {
		info, err := os.Stat(folder)
		if err != nil || time.Since(info.ModTime()) < minOrphanAge {
			continue
		}
		lock, err := TryLock(filepath.Join(folder, lockName))
		if err != nil {
			continue
		}
		_ = os.RemoveAll(folder)
		lock.Unlock()
	}
}
