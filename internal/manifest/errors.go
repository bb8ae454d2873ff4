package manifest

import (
	"fmt"
	"strings"
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

// OldEdition means that an s.yaml is of edition 1.0.0, which belongs to
// Function Compute 2.0 and holds services.
type OldEdition struct {
	File string
	Line int
}

func (e *OldEdition) Error() string {
	return fmt.Sprintf("%s line %d: it is of edition 1.0.0, for Function Compute 2.0; the fc3 component's s2tos3 command migrates it to 3.0.0", e.File, e.Line)
}

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
