package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/prompt"
)

// notDone is the error for somebody else's project that was left as it is.
type notDone struct {
	err       error
	typed     string                    // the command, to be typed again with a flag more
	elsewhere string                    // the command for another folder
	hooks     []string                  // that are wanted
	show      func(gocode.Place) string // a place as a person here would type it
}

func (e *notDone) sentence() sentence {
	if d, ok := errors.AsType[*gocode.Declined](e.err); ok {
		if d.Place.File == "" {
			return sentence{"%s; nothing was changed", []any{d.Reason}}
		}
		return sentence{"%s: %s; nothing was changed", []any{e.show(d.Place), d.Reason}}
	}
	if r, ok := errors.AsType[*manifest.Refused](e.err); ok {
		return sentence{"%v; nothing was changed", []any{r}}
	}
	if several, ok := errors.AsType[*gocode.Choices](e.err); ok {
		return sentence{"%s; nothing was changed", []any{several.What}}
	}
	return sentence{"%v", []any{e.err}}
}

func (e *notDone) Error() string { return e.sentence().String() }
func (e *notDone) Unwrap() error { return e.err }

// undecided says what to type where fcgen did not want to decide.
func (p *program) undecided(e *notDone) []string {
	if several, ok := errors.AsType[*gocode.Choices](e.err); ok {
		return p.waysOn(e, several)
	}
	if d, ok := errors.AsType[*gocode.Declined](e.err); ok {
		return p.declined(e, d)
	}
	r, ok := errors.AsType[*manifest.Refused](e.err)
	switch {
	case !ok:
		return p.hints(e.err)
	case errors.As(r.Err, new(*manifest.OldEdition)):
		return p.one("the fc3 component's s2tos3 command migrates the file to 3.0.0; then type the same again. For the code alone: %s --code-only", e.typed)
	case r.Paste == "":
		return p.one("delete the hook in it yourself, then type the same again. For the code alone: %s --code-only", e.typed)
	}
	return p.one("for the code alone: %s --code-only; under props, write yourself:", e.typed)
}

// orAgain are the lines, and where there are none, what holds for anything that
// is wrong with the project.
func (p *program) orAgain(e *notDone, lines []string) []string {
	if len(lines) > 0 || errors.Is(e.err, prompt.ErrEOF) {
		return lines
	}
	return p.one("put that right, then type the same again: %s", e.typed)
}

// waysOn are the commands that name one of several routers.
func (p *program) waysOn(e *notDone, several *gocode.Choices) []string {
	if len(several.Places) == 0 {
		return p.noServer(e)
	}
	var lines []string
	for _, place := range several.Places {
		lines = append(lines, p.msg.sprintf("%s: %s --router %s", place.What, e.typed, e.show(place)))
	}
	return lines
}

// declined says what to do about code that fcgen leaves alone.
func (p *program) declined(e *notDone, d *gocode.Declined) []string {
	switch {
	case errors.Is(d, gocode.ErrNoServer):
		return p.noServer(e)
	case errors.Is(d, gocode.ErrNoProgram):
		return p.one("name the folder of the program that is deployed: %s", e.elsewhere)
	case errors.Is(d, gocode.ErrEdited):
		file := generator.ShellQuote(strings.TrimSuffix(e.show(d.Place), ":1"))
		return append(p.one("put it back as fcgen wrote it, with git: git checkout -- %s", file),
			p.msg.sprintf("or make it yours: delete the line //fcgen:hooks in it; then type the same again: %s", e.typed))
	case errors.Is(d, gocode.ErrNoHooks):
		return p.one("fcgen new NAME makes a server for a custom runtime, with its hooks, that your code can move into")
	case errors.Is(d, gocode.ErrBroken):
		return nil
	case errors.Is(d, gocode.ErrMoved):
		return p.one("take it out yourself, then type the same again: %s", e.typed)
	case len(d.Paste) > 0:
		return p.pasteAt(d)
	}
	return nil
}

// pasteAt says where lines go that a person is to write.
func (p *program) pasteAt(d *gocode.Declined) []string {
	code := strings.TrimSpace(d.Place.What)
	switch {
	case code == "" || d.Put == gocode.Somewhere:
		return p.one("before the server is started, write:")
	case d.Put == gocode.Above:
		return p.one("above the statement with %s, write:", code)
	case d.Put == gocode.Instead:
		return p.one("instead of the statement with %s, write:", code)
	}
	return p.one("below the statement with %s, write:", code)
}

// noServer says how hooks come to a program that is not seen to serve.
func (p *program) noServer(e *notDone) []string {
	var calls []string
	for _, name := range e.hooks {
		h, _ := fc.HookNamed(name)
		calls = append(calls, h.Method+" "+h.Path)
	}
	return append(p.one("where the server is made by other code, have it answer %s with the status 200; then fcgen check says whether it does", strings.Join(calls, " and ")),
		p.msg.sprintf("where there is none yet, write one into func main, then type the same again: %s", e.typed))
}

// smallServer are the lines of a server for those who have none.
func smallServer() []string {
	return []string{"mux := http.NewServeMux()", fmt.Sprintf("log.Fatal(http.ListenAndServe(%q, mux))", fmt.Sprintf(":%d", fc.DefaultPort))}
}

// toPaste are the lines that an error has for the person, exactly.
func toPaste(err error) []string {
	if several, ok := errors.AsType[*gocode.Choices](err); errors.Is(err, gocode.ErrNoServer) || ok && len(several.Places) == 0 {
		return smallServer()
	}
	if d, ok := errors.AsType[*gocode.Declined](err); ok {
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
