package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/served"
)

// receipt is what --json prints of a change. Its fields keep their meaning.
type receipt struct {
	Spec     *generator.Spec `json:"spec"`              // of the project afterwards; null where there is none
	Server   *serverJSON     `json:"server,omitempty"`  // instead, if fcgen did not write it
	Dir      string          `json:"dir"`               // the project's folder, from the root
	Files    []fileReceipt   `json:"files"`             // sorted by path
	Applied  bool            `json:"applied"`           // false: nothing was written
	Command  string          `json:"command,omitempty"` // new: the same without questions
	Next     []string        `json:"next"`              // commands to type
	Warnings []string        `json:"warnings"`
}

type fileReceipt struct {
	Path   string           `json:"path"`   // in the project, with slashes
	Action generator.Action `json:"action"` // create, replace, merge, delete, keep, conflict
	Why    string           `json:"why"`
	SHA256 string           `json:"sha256,omitempty"` // of the file afterwards; absent if there is none
	Exec   bool             `json:"exec,omitempty"`   // the file can be executed afterwards
}

// serverJSON is a server that fcgen did not write, as it was found.
type serverJSON struct {
	Root      string `json:"root"` // the module's folder, from the root
	Module    string `json:"module"`
	Main      string `json:"main"` // the main package's folder in it
	Framework string `json:"framework"`
	Version   string `json:"version,omitempty"` // of the framework
	Router    string `json:"router,omitempty"`  // FILE:LINE in the module
	Hooks     string `json:"hooks,omitempty"`   // where they go, and why there; absent if they do not change
	Port      int    `json:"port,omitempty"`    // the one that the code names
}

func newServerJSON(s *served.Program) *serverJSON {
	j := serverJSON{Root: s.Root, Module: s.Module, Main: s.Main, Framework: s.Framework, Version: s.Version, Port: s.Port.Number}
	if s.Router.File != "" {
		j.Router = fmt.Sprintf("%s:%d", filepath.ToSlash(s.Router.File), s.Router.Line)
	}
	return &j
}

func newReceipt(made change, applied bool) ([]byte, error) {
	dir, err := filepath.Abs(made.target.dir)
	if err != nil {
		return nil, err
	}
	r := receipt{
		Dir: dir, Files: []fileReceipt{}, Applied: applied, Command: made.command,
		Next: append([]string{}, made.next...), Warnings: append(append([]string{}, made.notes...), made.warnings...),
	}
	if made.server != nil {
		r.Server = newServerJSON(made.server)
		r.Server.Hooks = made.where
	} else if made.spec.Name != "" {
		r.Spec = &made.spec
	}
	for _, op := range made.plan.Ops {
		r.Files = append(r.Files, receiptOf(op))
	}
	return encodeJSON(r)
}

func receiptOf(op generator.Op) fileReceipt {
	f := fileReceipt{Path: op.Path, Action: op.Action, Why: op.Why}
	after := op.After
	if op.Action == generator.Keep || op.Action == generator.Conflict {
		after = op.Before
	}
	if after != nil && after.Other == "" {
		f.SHA256, f.Exec = fmt.Sprintf("%x", sha256.Sum256(after.Data)), after.Exec
	}
	return f
}

// encodeJSON writes v for people and programs: indented, and without escapes for HTML.
func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
