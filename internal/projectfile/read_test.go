package projectfile

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := bytes.Repeat([]byte("x"), 3*piece+7)
	if err := os.WriteFile(filepath.Join(dir, "file"), want, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "empty"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	ctx := t.Context()
	full := int64(len(want))
	for _, tt := range []struct {
		name  string
		limit int64
		want  []byte
	}{{"file", full, want}, {"file", full + 1, want}, {"empty", 0, nil}, {"empty", 10, nil}} {
		if got, err := Read(ctx, root, tt.name, tt.limit); err != nil || !bytes.Equal(got, tt.want) {
			t.Errorf("Read(%q, %d) = %d bytes, %v", tt.name, tt.limit, len(got), err)
		}
	}
	if _, err := Read(ctx, root, "file", full-1); !errors.As(err, new(*TooLarge)) {
		t.Errorf("one byte over the limit: %v", err)
	}
	if _, err := Read(ctx, root, ".", full); !errors.As(err, new(*NotRegular)) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Read(ctx, root, "missing", full); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
	if got, err := ReadFile(ctx, filepath.Join(dir, "file"), full); err != nil || !bytes.Equal(got, want) {
		t.Errorf("ReadFile: %d bytes, %v", len(got), err)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Read(done, root, "file", full); !errors.Is(err, context.Canceled) {
		t.Errorf("after the context is done: %v", err)
	}
}
