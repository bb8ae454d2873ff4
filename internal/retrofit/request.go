package retrofit

import (
	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/served"
)

// Request is what is wanted of a Go server that fcgen did not make.
type Request struct {
	Dir    string   // a folder of the module: its main package, or one above it
	Add    []string // names of hooks, as in fc.HookNames
	Remove []string
	Router string // FILE:LINE of the router to take, as a *Choices names it; empty: the one that is served
	Force  bool   // Remove: also hook functions that the person changed
	As     served.Deployment

	Timeouts  map[string]int     // Add: in seconds, by hook, as in s.yaml; 0: as it is, or the default
	Templates *generator.Catalog // of what the server gets
}

// Result is a change to Go files, not yet applied.
type Result struct {
	Program  served.Program
	Ops      []generator.Op // sorted by path
	Present  []served.Found // of Add: those that are there already
	Absent   []string       // of Remove: those that are not there
	Warnings []Warning

	Where, WhereWhy string // of Add: how the place for the hooks was chosen, and what it is good for; "" if there was nothing to choose
}

// Warning is something that the person should know about the change.
type Warning struct {
	Place gocode.Place
	Text  string
	Type  string // the line to type about it, if there is one
}
