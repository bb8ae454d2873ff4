// Package retrofit looks at Go servers that fcgen did not write, for the
// lifecycle hooks to be put into them. It prints nothing and writes nothing.
//
//	program, err := retrofit.Inspect("cmd/server")
//	result, err := retrofit.Change(retrofit.Request{Dir: ".", Add: []string{"prestop"}})
package retrofit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// Request says what is to be changed.
type Request struct {
	Dir         string   // in the module
	Add, Remove []string // hooks
	Router      string   // FILE:LINE, "" if it is to be found
	Force       bool     // remove what was changed too
}

// Program is a server as it was found.
type Program struct {
	Root      string // the module's folder
	Module    string // its path
	Go        string // its Go version
	Main      string // the main package's folder in Root
	Framework string // "" if it is not known
	Version   string // of the framework
	Router    Place  // the one that is served
	Port      Port
	Hooks     []Found
}

// Place is a line of a file, seen from Program.Root.
type Place struct {
	File string
	Line int
	What string // what stands there
}

// Port is the port that the code says.
type Port struct {
	Number   int      // 0 if it is not written out
	Env      []string // the variables that it is read from
	Place    Place
	Loopback bool // only this machine reaches it
}

// Found is a hook that the code has.
type Found struct {
	Hook  string
	Place Place
	Ours  bool // fcgen wrote it
}

// Result is what is to be done.
type Result struct {
	Program  Program
	Ops      []generator.Op // paths are seen from Program.Root
	Present  []Found
	Absent   []string
	Warnings []Warning
}

// Warning is something that a person ought to know, and perhaps a line to type.
type Warning struct {
	Place Place
	Text  string
	Type  string
}

// Choices means that there are several routers, of which one is to be named.
type Choices struct {
	What   string
	Places []Place
}

func (e *Choices) Error() string { return e.What }

// Declined means that nothing was done, and what can be typed instead.
type Declined struct {
	Reason string
	Place  Place
	Paste  []string
}

func (e *Declined) Error() string { return e.Reason }

// Inspect finds the server in dir or in the module around it.
func Inspect(dir string) (Program, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Program{}, err
	}
	for root := dir; ; root = filepath.Dir(root) {
		data, err := os.ReadFile(filepath.Join(root, "go.mod"))
		switch {
		case err == nil:
			return inspect(root, dir, data)
		case !errors.Is(err, fs.ErrNotExist) || root == filepath.Dir(root):
			return Program{}, err
		}
	}
}

func inspect(root, dir string, mod []byte) (Program, error) {
	f, err := modfile.ParseLax("go.mod", mod, nil)
	if err != nil {
		return Program{}, err
	}
	p := Program{Root: root, Module: modfile.ModulePath(mod)}
	if f.Go != nil {
		p.Go = f.Go.Version
	}
	p.Main, err = filepath.Rel(root, dir)
	return p, err
}

// Change says how to bring hooks to a server; as long as no router is found, it
// declines with the lines to type.
func Change(r Request) (*Result, error) {
	p, err := Inspect(r.Dir)
	if err != nil {
		return nil, err
	}
	if len(r.Add) == 0 {
		return &Result{Program: p, Absent: r.Remove}, nil
	}
	d := &Declined{Reason: "the router that is served was not found"}
	for _, name := range r.Add {
		h, known := fc.HookNamed(name)
		if !known {
			return nil, fmt.Errorf("there is no hook %q", name)
		}
		d.Paste = append(d.Paste, fmt.Sprintf("mux.HandleFunc(%q, %s)", h.Method+" "+h.Path, strings.ToLower(h.Marker)))
	}
	return nil, d
}
