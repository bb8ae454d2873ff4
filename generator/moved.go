package generator

import (
	"bytes"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
)

// lifecycleFile is the Go file of a project that people do not edit. Where it
// lies, the project's Go files lie.
const lifecycleFile = "lifecycle.go"

// home is the folder that the person moved a project's Go files to, and the
// package that they are in now.
type home struct {
	dir string // "." where they are still
	pkg string
}

// findHome finds lifecycle.go: in its place, else the one that is most like it.
// Where two are as good, or none is there, nothing was moved.
func findHome(base, ours Tree) home {
	was, known := base[lifecycleFile]
	if !known {
		return home{".", "main"}
	}
	at, best, ties := lifecycleFile, 0.0, 0
	if _, there := ours[at]; !there {
		for _, name := range ours.Paths() {
			if path.Base(name) != lifecycleFile || ours[name].Other != "" {
				continue
			}
			switch score := likeness(was.Data, ours[name].Data); {
			case score > best:
				at, best, ties = name, score, 0
			case score == best:
				ties++
			}
		}
		if best < similar || ties > 0 {
			return home{".", "main"}
		}
	}
	pkg := "main"
	if f, err := parser.ParseFile(token.NewFileSet(), "", ours[at].Data, parser.PackageClauseOnly); err == nil {
		pkg = f.Name.Name
	}
	return home{path.Dir(at), pkg}
}

// place is where a file of the project lies, if the person did not rename it.
func (h home) place(name string, f File) string {
	if h.dir == "" || !h.moves(name, f) {
		return name
	}
	return path.Join(h.dir, name)
}

// moves reports whether a file goes where the project's Go files go: the program
// that builds it stays where it is run.
func (h home) moves(name string, f File) bool {
	return path.Dir(name) == "." && path.Ext(name) == ".go" && !bytes.Contains(f.Data, []byte("//go:build ignore"))
}

var packageMain = regexp.MustCompile(`(?m)^package main(_test)?\b`)

// adapt is a file as it is in its package now.
func (h home) adapt(name string, f File) File {
	if h.pkg == "" || h.pkg == "main" || !h.moves(name, f) {
		return f
	}
	at := packageMain.FindIndex(f.Data)
	if at == nil {
		return f
	}
	was := string(f.Data[at[0]:at[1]])
	f.Data = bytes.Join([][]byte{f.Data[:at[0]], []byte(strings.Replace(was, "main", h.pkg, 1)), f.Data[at[1]:]}, nil)
	return f
}
