package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// targets are the systems that there are binaries for; a test compares them
// with .goreleaser.yaml.
var targets = []string{
	"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64",
}

// buildTags are those of the release.
const buildTags = "urfave_cli_no_docs"

// module is a module of which at least one package is linked into some binary.
type module struct {
	path, version string
	dir           string   // where its source lies
	packages      []string // the folders of the linked packages, below dir
}

// linked lists what is linked into the binaries of all targets beside our own
// code, by path. The first is Go's standard library, under the path "std".
func linked(ctx context.Context, root string) ([]module, error) {
	std, err := standardLibrary(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]*module{}
	for _, target := range targets {
		if err := addLinked(ctx, root, target, found); err != nil {
			return nil, fmt.Errorf("for %s: %w", target, err)
		}
	}
	list := []module{std}
	for _, m := range found {
		list = append(list, *m)
	}
	slices.SortFunc(list[1:], func(a, b module) int { return strings.Compare(a.path, b.path) })
	return list, nil
}

func standardLibrary(ctx context.Context) (module, error) {
	out, err := goCommand(ctx, "", nil, "env", "GOROOT", "GOVERSION")
	if err != nil {
		return module{}, err
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != 2 {
		return module{}, fmt.Errorf("go env printed %q", out)
	}
	return module{path: "std", version: strings.TrimSpace(lines[1]), dir: strings.TrimSpace(lines[0])}, nil
}

func addLinked(ctx context.Context, root, target string, found map[string]*module) error {
	system, arch, _ := strings.Cut(target, "/")
	out, err := goCommand(ctx, root, []string{"GOOS=" + system, "GOARCH=" + arch, "CGO_ENABLED=0"},
		"list", "-deps", "-json=Dir,Module", "-tags", buildTags, ".")
	if err != nil {
		return err
	}
	for stream := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Dir    string
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := stream.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if p.Module == nil || p.Module.Main { // the standard library, and ours
			continue
		}
		m := found[p.Module.Path]
		if m == nil {
			m = &module{path: p.Module.Path, version: p.Module.Version, dir: p.Module.Dir}
			found[m.path] = m
		}
		below, err := filepath.Rel(m.dir, p.Dir)
		if err != nil {
			return err
		}
		if !slices.Contains(m.packages, below) {
			m.packages = append(m.packages, below)
		}
	}
}

func goCommand(ctx context.Context, dir string, env []string, args ...string) ([]byte, error) {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), env...)
	var complaint bytes.Buffer
	c.Stderr = &complaint
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", args[0], err, complaint.String())
	}
	return out, nil
}
