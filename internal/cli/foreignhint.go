package cli

import (
	"errors"
	"strings"

	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/retrofit"
)

// notDone is the error for somebody else's project that was left as it is.
type notDone struct {
	err   error
	typed string                      // the command, to be typed again with a flag more
	show  func(retrofit.Place) string // a place as a person here would type it
}

func (e *notDone) sentence() sentence {
	if d, ok := errors.AsType[*retrofit.Declined](e.err); ok {
		if d.Place.File == "" {
			return sentence{"%s; nothing was changed", []any{d.Reason}}
		}
		return sentence{"%s: %s; nothing was changed", []any{e.show(d.Place), d.Reason}}
	}
	if r, ok := errors.AsType[*manifest.Refused](e.err); ok {
		return sentence{"%v; nothing was changed", []any{r}}
	}
	if several, ok := errors.AsType[*retrofit.Choices](e.err); ok {
		return sentence{"%s; nothing was changed", []any{several.What}}
	}
	return sentence{"%v", []any{e.err}}
}

func (e *notDone) Error() string { return e.sentence().String() }
func (e *notDone) Unwrap() error { return e.err }

// undecided says what to type where fcgen did not want to decide.
func (p *program) undecided(e *notDone) []string {
	if several, ok := errors.AsType[*retrofit.Choices](e.err); ok {
		var lines []string
		for _, place := range several.Places {
			lines = append(lines, p.msg.sprintf("%s: %s --router %s", place.What, e.typed, e.show(place)))
		}
		return lines
	}
	if d, ok := errors.AsType[*retrofit.Declined](e.err); ok && len(d.Paste) > 0 {
		return p.one("write it yourself:")
	}
	r, ok := errors.AsType[*manifest.Refused](e.err)
	switch {
	case !ok:
		return nil
	case errors.As(r.Err, new(*manifest.OldEdition)):
		return p.one("the fc3 component's s2tos3 command migrates the file to 3.0.0; then type the same again. For the code alone: %s --code-only", e.typed)
	case r.Paste == "":
		return p.one("delete the hook in it yourself, then type the same again. For the code alone: %s --code-only", e.typed)
	}
	return p.one("for the code alone: %s --code-only; under props, write yourself:", e.typed)
}

// toPaste are the lines that an error has for the person, exactly.
func toPaste(err error) []string {
	if d, ok := errors.AsType[*retrofit.Declined](err); ok {
		return d.Paste
	}
	if b, ok := errors.AsType[*brokenBuild](err); ok {
		return strings.Split(strings.TrimSpace(b.output), "\n")
	}
	if r, ok := errors.AsType[*manifest.Refused](err); ok && r.Paste != "" && !errors.As(r.Err, new(*manifest.OldEdition)) {
		return strings.Split(strings.TrimSuffix(r.Paste, "\n"), "\n")
	}
	return nil
}
