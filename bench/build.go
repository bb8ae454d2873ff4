package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// build compiles the package in the folder dir as releases and generated
// projects are compiled, static and stripped, and returns the binary's path.
func (at *lab) build(ctx context.Context, name, dir, pkg string, tags string) (string, error) {
	fmt.Fprintf(at.log, "build %s\n", name)
	binary := filepath.Join(at.temp, name)
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-tags", tags, "-o", binary, pkg)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=readonly", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", name, err, out)
	}
	return binary, nil
}

// noDocs leaves urfave/cli's documentation support out, as fcgen's releases do.
const noDocs = "urfave_cli_no_docs"

// fcgen builds the command itself.
func (at *lab) fcgen(ctx context.Context) (string, error) {
	return at.build(ctx, "fcgen", at.root, ".", noDocs)
}

// helper builds one of the programs in the folders below this one.
func (at *lab) helper(ctx context.Context, name string) (string, error) {
	return at.build(ctx, name, at.root, "./bench/"+name, noDocs)
}

// reference makes a project with fcgen new --yes, for others to write alike.
func (at *lab) reference(ctx context.Context, fcgen string) (string, error) {
	dir, err := os.MkdirTemp(at.temp, "reference-")
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, fcgen, "new", projectName, "--yes")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("fcgen new: %w\n%s", err, out)
	}
	return filepath.Join(dir, projectName), nil
}

// projectName is the name of every project that is made here.
const projectName = "myfunc"
