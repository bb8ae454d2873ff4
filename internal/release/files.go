package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/internal/cli"
)

// noticesFile holds the licences of what is linked into fcgen.
const noticesFile = "THIRD_PARTY_NOTICES.txt"

// writeFiles makes completions/, manpages/ and the notices in the root folder
// of the repository. The same source gives the same bytes.
func writeFiles(ctx context.Context, root, version, day string) error {
	for _, shell := range []struct{ name, file string }{
		{"bash", "fcgen.bash"}, {"zsh", "fcgen.zsh"}, {"fish", "fcgen.fish"}, {"powershell", "fcgen.ps1"},
	} {
		var script, complaint bytes.Buffer
		if code := cli.Main(cli.Env{Args: []string{"completion", shell.name}, Stdout: &script, Stderr: &complaint}); code != 0 {
			return fmt.Errorf("completion of %s: %s", shell.name, complaint.String())
		}
		if err := write(filepath.Join(root, "completions", shell.file), script.Bytes()); err != nil {
			return err
		}
	}
	day, _, _ = strings.Cut(day, "T")
	pages, err := cli.ManPages(version, day)
	if err != nil {
		return err
	}
	for _, page := range pages {
		packed, err := pack(page.Text)
		if err != nil {
			return err
		}
		if err := write(filepath.Join(root, "manpages", page.Name+".1.gz"), packed); err != nil {
			return err
		}
	}
	list, err := linked(ctx, root)
	if err != nil {
		return err
	}
	text, err := notices(list)
	if err != nil {
		return fmt.Errorf("notices: %w", err)
	}
	return write(filepath.Join(root, noticesFile), text)
}

func write(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}

// pack is gzip -9n: without the name and the time, which would differ.
func pack(text []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}
