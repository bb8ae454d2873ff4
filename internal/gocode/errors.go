package gocode

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
)

// Choices says that several places could be meant, or that the only one is in
// doubt; Request.Router picks one.
type Choices struct {
	What   string
	Places []Place
	Unsure bool // maybe none of them is
}

func (c *Choices) Error() string {
	var places []string
	for _, p := range c.Places {
		places = append(places, p.String())
	}
	return fmt.Sprintf("%s: %s", c.What, strings.Join(places, ", "))
}

// String is the place as FILE:LINE and its code.
func (p Place) String() string {
	if p.What == "" {
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d %s", p.File, p.Line, p.What)
}

// Declined says why the code was left alone, and what a person may paste instead.
type Declined struct {
	Reason string
	Place  Place
	Paste  []string // exact lines, nil if there are none
	Put    Put      // where they go
	Cause  error    // one of those below, or nil
}

// Put is where lines to paste go. The zero value is anywhere before the server is started.
type Put int

const (
	Somewhere Put = iota
	Below         // the statement with the code at the place
	Above         // it
	Instead       // of it
)

// The causes of a *Declined for which there is more to do than to paste lines.
var (
	ErrNoServer  = errors.New("no server")      // nothing is seen to serve
	ErrNoProgram = errors.New("no program")     // a folder without a main package
	ErrNoHooks   = errors.New("no hooks")       // what serves has no place for them
	ErrBroken    = errors.New("no Go")          // a file that would be edited does not parse
	ErrTooMuch   = errors.New("too much")       // code that stands for more than is read
	ErrEdited    = errors.New("edited by hand") // fcgen's own file was
	ErrMoved     = errors.New("used elsewhere") // the line that uses fcgen's file is not the one that it wrote
)

func (d *Declined) Error() string {
	if d.Place.File == "" {
		return d.Reason
	}
	return fmt.Sprintf("%s:%d: %s", d.Place.File, d.Place.Line, d.Reason)
}

// Unwrap is the cause.
func (d *Declined) Unwrap() error { return d.Cause }

// Place is a piece of code.
type Place struct {
	File string // relative to the program's Root, with slashes
	Line int
	What string // the code itself: `gin.New()`
}

// Compare orders places by file and line.
func Compare(a, b Place) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}
