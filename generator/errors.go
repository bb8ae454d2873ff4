package generator

import (
	"fmt"
	"strings"
)

// Unknown is the error for a name that is none of the known ones.
type Unknown struct {
	What  string // "framework", "hook", "runtime", ...
	Name  string
	Known []string
}

func (e *Unknown) Error() string { return fmt.Sprintf("unknown %s %q", e.What, e.Name) }

// Invalid is the error for a field of a Spec whose value cannot be.
type Invalid struct {
	Field string // the field's name, which is also its flag's
	Err   error
}

func (e *Invalid) Error() string { return e.Err.Error() }
func (e *Invalid) Unwrap() error { return e.Err }

// Missing is the error for fields of a Spec that have no value and no default.
type Missing struct{ Fields []string }

func (e *Missing) Error() string { return "no value for " + strings.Join(e.Fields, ", ") }

// Unreadable says that what a project remembers of itself cannot be used.
type Unreadable struct {
	Path string // the file, as the operating system names it
	Err  error
}

func (e *Unreadable) Error() string { return fmt.Sprintf("read %s: %v", e.Path, e.Err) }
func (e *Unreadable) Unwrap() error { return e.Err }

// OtherVersion is the error for a .fcgen/spec.yaml of another form than this fcgen's.
type OtherVersion struct{ Version int }

func (e *OtherVersion) Error() string {
	return fmt.Sprintf("version %d is not %d, the one this fcgen reads", e.Version, specVersion)
}

// Newer reports whether a later fcgen wrote the file.
func (e *OtherVersion) Newer() bool { return e.Version > specVersion }
