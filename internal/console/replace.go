package console

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"path/filepath"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// sum is one name for two texts.
func sum(old, new []byte) string {
	h := sha256.Sum256(old)
	g := sha256.Sum256(new)
	return hex.EncodeToString(h[:]) + hex.EncodeToString(g[:])
}

// replaceFile gives the file its new contents at once, or leaves it as it is:
// a whole file beside it takes its name, if it still holds old.
func replaceFile(ctx context.Context, path string, old, new []byte) (err error) {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer root.Close()
	name := filepath.Base(path)
	info, err := root.Stat(name)
	if err != nil {
		return err
	}
	temporary := "." + name + "." + rand.Text()
	if err := writeNew(root, temporary, new, info.Mode().Perm()); err != nil {
		return errors.Join(err, removeIfThere(root, temporary))
	}
	now, err := projectfile.Read(ctx, root, name, projectfile.TextLimit)
	if err == nil && !bytes.Equal(now, old) {
		err = &refusal{http.StatusConflict, "it has just changed"}
	}
	if err == nil {
		err = root.Rename(temporary, name)
	}
	if err != nil {
		return errors.Join(err, removeIfThere(root, temporary))
	}
	return nil
}

func writeNew(root *os.Root, name string, data []byte, mode os.FileMode) (err error) {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.Chmod(mode); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err // the process's umask may have taken something away
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}

func removeIfThere(root *os.Root, name string) error {
	if err := root.Remove(name); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
