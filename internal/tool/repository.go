package tool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// WorkTree is the nearest folder, from dir upwards, that has something called
// .git, as an absolute path; "" if there is none.
func WorkTree(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

// repository is where git keeps what it knows of a work tree
// (https://git-scm.com/docs/gitrepository-layout).
type repository struct {
	own    string // the folder with HEAD and index, which a work tree has for itself
	common string // the folder with the rest, which several work trees may share
}

// openRepository reads where the repository of a work tree is: in .git, or where
// a file of that name says, as in a submodule or an additional work tree.
func openRepository(ctx context.Context, top string) (r repository, err error) {
	r.own = filepath.Join(top, ".git")
	info, err := os.Stat(r.own)
	if err != nil {
		return r, err
	}
	if !info.IsDir() {
		if r.own, err = readPath(ctx, r.own, "gitdir: ", top); err != nil {
			return r, err
		}
	}
	r.common, err = readPath(ctx, filepath.Join(r.own, "commondir"), "", r.own)
	if projectfile.Absent(err) {
		r.common, err = r.own, nil
	}
	return r, err
}

// readPath reads a file that holds a path, which is relative to base.
func readPath(ctx context.Context, name, prefix, base string) (string, error) {
	text, err := readSmall(ctx, name)
	if err != nil {
		return "", err
	}
	path, ok := strings.CutPrefix(strings.TrimRight(text, "\r\n"), prefix)
	if !ok || path == "" || strings.ContainsAny(path, "\x00\n") {
		return "", fmt.Errorf("%q names no folder", name)
	}
	if path = filepath.FromSlash(path); !filepath.IsAbs(path) {
		path = filepath.Join(base, path)
	}
	return path, nil
}

// objectName is the name of a commit, of SHA-1 or SHA-256.
var objectName = regexp.MustCompile(`^(?:[0-9a-f]{40}|[0-9a-f]{64})$`)

// head is the commit that is checked out; "" if there is none yet.
func (r repository) head(ctx context.Context) (string, error) {
	text, err := readSmall(ctx, filepath.Join(r.own, "HEAD"))
	for range 5 { // a reference may name another one, as git lets it
		if err != nil {
			return "", err
		}
		text = strings.TrimSpace(text)
		ref, symbolic := strings.CutPrefix(text, "ref: ")
		switch {
		case !symbolic && objectName.MatchString(text):
			return text, nil
		case !symbolic || !filepath.IsLocal(ref) || !strings.HasPrefix(ref, "refs/"):
			return "", fmt.Errorf("%q is no commit", text)
		case strings.HasSuffix(ref, "/.invalid"):
			return "", errors.New("the references are kept in a way that this program cannot read") // reftable
		}
		if text, err = r.readRef(ctx, ref); text == "" && err == nil {
			return "", nil
		}
	}
	return "", errors.New("HEAD names one reference after the other")
}

// readRef is what a reference says, "" if there is none of the name.
func (r repository) readRef(ctx context.Context, ref string) (string, error) {
	for _, dir := range []string{r.own, r.common} {
		text, err := readSmall(ctx, filepath.Join(dir, filepath.FromSlash(ref)))
		if !projectfile.Absent(err) {
			return text, err
		}
	}
	packed, err := read(ctx, filepath.Join(r.common, "packed-refs"), 64<<20)
	if projectfile.Absent(err) {
		return "", nil
	}
	for line := range strings.Lines(packed) {
		if name, of, _ := strings.Cut(strings.TrimSpace(line), " "); of == ref {
			return name, nil
		}
	}
	return "", err
}

// readSmall reads a file of a line or two.
func readSmall(ctx context.Context, name string) (string, error) { return read(ctx, name, 4<<10) }

// read reads a regular file of at most that many bytes.
func read(ctx context.Context, name string, most int64) (string, error) {
	data, err := projectfile.ReadFile(ctx, name, most)
	return string(data), err
}

// checkRegular opens and closes a file that another program is to read: it is no
// pipe to wait at.
func checkRegular(name string) error {
	f, err := projectfile.OpenFile(name)
	if err != nil {
		return err
	}
	return f.Close()
}
