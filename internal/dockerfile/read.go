package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// read looks at the Dockerfile in a folder and at the files around it.
func read(ctx context.Context, folder string) (Report, error) {
	text, err := os.ReadFile(filepath.Join(folder, "Dockerfile"))
	if err != nil {
		return Report{}, err
	}
	r := Report{Warnings: []string{}}
	if r.Context, err = buildContext(folder); err != nil {
		return Report{}, fmt.Errorf("list the build context: %w", err)
	}
	if r.Stages, err = stages(text); err != nil {
		return Report{}, err
	}

	opt := dockerfile2llb.ConvertOpt{
		TargetPlatform: &ocispecs.Platform{OS: "linux", Architecture: "amd64"},
		MetaResolver:   offline{},
		Warn: func(rule, _, _, message string, at []parser.Range) {
			line := 0
			if len(at) > 0 {
				line = at[0].Start.Line
			}
			r.Warnings = append(r.Warnings, fmt.Sprintf("%d: %s: %s", line, rule, message))
		},
	}
	built, err := dockerfile2llb.Dockerfile2LLB(ctx, text, opt)
	if err != nil {
		return Report{}, err
	}
	if _, err := built.State.Marshal(ctx); err != nil {
		return Report{}, fmt.Errorf("plan the build: %w", err)
	}
	config := built.Image.Config
	r.Image = Image{
		OS: built.Image.OS, Architecture: built.Image.Architecture,
		User: config.User, Exposed: slices.Sorted(maps.Keys(config.ExposedPorts)),
		Env: config.Env, Entrypoint: config.Entrypoint, Cmd: config.Cmd,
	}
	return r, nil
}

// stages lists the instructions that change files.
func stages(text []byte) ([]Stage, error) {
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	list, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return nil, err
	}
	var all []Stage
	for _, from := range list {
		s := Stage{Name: from.Name, Base: from.BaseName, Platform: from.Platform, Steps: []Step{}}
		for _, command := range from.Commands {
			switch c := command.(type) {
			case *instructions.RunCommand:
				s.Steps = append(s.Steps, Step{Run: strings.Join(c.CmdLine, " ")})
			case *instructions.WorkdirCommand:
				s.Steps = append(s.Steps, Step{Workdir: c.Path})
			case *instructions.CopyCommand:
				s.Steps = append(s.Steps, Step{Sources: c.SourcePaths, From: c.From, Dest: c.DestPath, Chown: c.Chown})
			case *instructions.AddCommand:
				return nil, fmt.Errorf("ADD %s: copy what is needed, so that the image is known", c.DestPath)
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// buildContext lists the folder's files that .dockerignore does not keep back.
func buildContext(folder string) ([]string, error) {
	var patterns []string
	if f, err := os.Open(filepath.Join(folder, ".dockerignore")); err == nil {
		defer f.Close()
		if patterns, err = ignorefile.ReadAll(f); err != nil {
			return nil, err
		}
	}
	ignored, err := patternmatcher.New(patterns)
	if err != nil {
		return nil, err
	}
	files := []string{}
	root := os.DirFS(folder)
	return files, fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out, err := ignored.MatchesOrParentMatches(filepath.FromSlash(name))
		if !out {
			files = append(files, name)
		}
		return err
	})
}
