package apply

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"runtime"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// sum stands for a file.
type sum struct {
	SHA256 string `json:"sha256"`
	Exec   bool   `json:"exec"`
}

func sumOf(f *generator.File) *sum {
	if f == nil {
		return nil
	}
	digest := sha256.Sum256(f.Data)
	return &sum{SHA256: hex.EncodeToString(digest[:]), Exec: f.Exec}
}

// equal reports whether both are the same file, or both none.
func (s *sum) equal(t *sum) bool {
	if s == nil || t == nil {
		return s == t
	}
	return s.SHA256 == t.SHA256 && (s.Exec == t.Exec || !modesKept())
}

// sumAt says what is at a path now: a file's sum, nil for nothing, and for a
// folder, a link or the like a sum that no file has.
func sumAt(at folder, name string) (*sum, error) {
	info, err := at.Lstat(name)
	if projectfile.Absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return &sum{}, nil
	}
	data, err := at.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return sumOf(&generator.File{Data: data, Exec: isExec(info)}), nil
}

// modesKept reports whether the file system remembers who may execute a file.
func modesKept() bool { return runtime.GOOS != "windows" }

// isExec is how File.Exec is read from a disk.
func isExec(info fs.FileInfo) bool { return info.Mode()&0o100 != 0 }

// sameFolder reports whether two names lead to one folder.
func sameFolder(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
