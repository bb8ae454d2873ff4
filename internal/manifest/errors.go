package manifest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fcgen/fcgen/internal/devs"
)

// Ambiguous means that an s.yaml has several functions that could be meant.
type Ambiguous struct {
	File      string
	Resources []string
}

func (e *Ambiguous) Error() string {
	return fmt.Sprintf("%s has %d functions: %s", e.File, len(e.Resources), strings.Join(e.Resources, ", "))
}

// NotFound means that an s.yaml has no function of that resource id, or, where
// Resource is "", none with a custom runtime.
type NotFound struct {
	File, Resource string
	Known          []string
}

func (e *NotFound) Error() string {
	if e.Resource == "" {
		return fmt.Sprintf("%s has no function with a custom runtime", e.File)
	}
	return fmt.Sprintf("%s has no function %q", e.File, e.Resource)
}

// OldEdition means that an s.yaml holds services, as those for Function Compute
// 2.0 do; OtherTool, that a file belongs to another tool.
type (
	OldEdition = devs.OldEdition
	OtherTool  = devs.OtherTool
)

// Invalid means that an s.yaml, or a value in it that is needed, cannot be read.
type Invalid struct {
	File    string
	Line    int    // from 1; 0 if unknown
	Path    string // of keys, "resources.demo.props.timeout"; "" for the file
	Message string
}

func (e *Invalid) Error() string {
	place := e.File
	if e.Line > 0 {
		place += fmt.Sprintf(" line %d", e.Line)
	}
	if e.Path != "" {
		place += ": " + e.Path
	}
	return place + ": " + e.Message
}

// Refused means that an s.yaml is written in a way that could not be changed
// without touching more than was asked for. Nothing was changed.
type Refused struct {
	File   string
	Line   int    // from 1; 0 if unknown
	Reason string // continues "it was not changed: "
	Paste  string // what a person can write under props instead, in lines; "" if there is nothing
	Err    error  // the *Invalid or *OldEdition behind it, or nil
}

func (e *Refused) Error() string {
	place := e.File
	if e.Line > 0 {
		place += fmt.Sprintf(" line %d", e.Line)
	}
	return place + ": " + e.Reason
}

// Unwrap gives the reason, if it is an error of its own.
func (e *Refused) Unwrap() error { return e.Err }

// refusal makes a file that cannot be read one that is not changed. Which
// function is meant is another matter.
func refusal(err error, file, paste string) error {
	if e, ok := errors.AsType[*Invalid](err); ok {
		return &Refused{File: file, Line: e.Line, Reason: e.Message, Paste: paste, Err: e}
	}
	if e, ok := errors.AsType[*OldEdition](err); ok {
		return &Refused{File: file, Line: e.Line, Reason: "it is of edition 1.0.0, for Function Compute 2.0", Paste: paste, Err: e}
	}
	if e, ok := errors.AsType[*OtherTool](err); ok {
		return &Refused{File: file, Line: e.Line, Reason: "it is " + e.What, Err: e}
	}
	return err
}
