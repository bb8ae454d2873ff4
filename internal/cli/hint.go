package cli

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/conformance"
	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/event"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/projectfile"
	"github.com/fcgen/fcgen/internal/rebuild"
)

// hints says what to do about an error: the packages below say what happened,
// this file says what to type. Each hint is a line without its end.
func (p *program) hints(err error) []string {
	for err := err; err != nil; err = errors.Unwrap(err) {
		if lines := p.hintsOf(err); len(lines) > 0 {
			return lines
		}
		if several, ok := err.(interface{ Unwrap() []error }); ok {
			for _, one := range several.Unwrap() {
				if lines := p.hints(one); len(lines) > 0 {
					return lines
				}
			}
		}
	}
	return nil
}

func (p *program) hintsOf(err error) []string {
	switch e := err.(type) { //nolint:errorlint // hints walks the chain
	case *refusal:
		var lines []string
		for _, h := range e.hints {
			lines = append(lines, p.msg.sprintf(h.english, h.args...))
		}
		return lines
	case *unknownCommand:
		return p.wrongCommand(e)
	case *unknownFlag:
		return p.one("%s", p.knownFlag(e))
	case *extraArgument:
		return p.one("fcgen help %s shows how it is used", e.command.name)
	case *unanswered:
		return p.one("type them, or take the defaults for the rest with --yes: %s", p.withYes(e))
	case *blocked:
		return p.decisions(e)
	case *marked:
		if e.dry {
			return nil
		}
		return p.one("look for <<<<<<< in %s, keep what is right, then: go test ./...", strings.Join(e.paths, ", "))
	case *behind:
		return p.one("fcgen diff shows what would change; fcgen update brings it")
	case *notDone:
		return p.orAgain(e, p.undecided(e))
	case *brokenBuild:
		return p.one("--no-verify makes the change all the same; the go command says:")
	case *generator.Adopted:
		return p.one("fcgen add-hook and fcgen remove-hook edit such a server; there is nothing to update")
	case *portTaken:
		return p.otherPort(e)
	case *event.Unknown:
		if near := fc.Nearest(e.Kind, e.Known); near != "" {
			return p.one("did you mean %q? fcgen invoke --list shows them", near)
		}
		return p.one("fcgen invoke --list shows them")
	case *noDelve:
		return p.one("install it, then run again: go install github.com/go-delve/delve/cmd/dlv@latest")
	case *rebuild.NoGo:
		return p.one("install Go from https://go.dev/dl, or name the program yourself: fcgen %s -- ./bootstrap", p.command())
	case *rebuild.TooManyFolders:
		return p.one("on Linux: sysctl fs.inotify.max_user_watches=524288 lets more folders be watched")
	case *manifest.Invalid:
		return p.one("fcgen check CFG says all that is wrong with it")
	case *manifest.Ambiguous:
		if p.started != nil {
			return p.one("say which: fcgen %s --resource %s", p.command(), e.Resources[0])
		}
		return p.one("say which: %s --resource %s", p.retypeArgs(nil), e.Resources[0])
	case *manifest.NotFound:
		return p.resources(e)
	case *emulator.UnknownFault:
		return p.one("known: %s", strings.Join(emulator.FaultForms(), ", "))
	case *conformance.UnknownCase:
		return p.one("%s", p.nearCase(e))
	case *conformance.UnknownFormat:
		return p.one("%s", p.known(fc.Nearest(e.Format, e.Known), e.Known, p.msg.of("known")))
	case *generator.Unknown:
		return p.wrongValue(e)
	case *generator.Invalid:
		return p.invalid(e)
	case *project.None:
		return append(p.inFolders(e.Dir), p.one("go to a project's folder or name it with --dir; fcgen new NAME makes one")...)
	case *apply.NothingToUndo:
		return p.one("only the last change of fcgen's can be taken back, and only once")
	case *apply.EditedSince:
		return p.one("what changed in them since would be lost; take the change back by hand, or first put them as fcgen left them")
	case *generator.NewerVersion:
		return p.one("install the later one, then type the same again: go install github.com/fcgen/fcgen@v%s", e.Version)
	case *generator.Unreadable:
		return p.memory(e)
	case *apply.NotOurs:
		return p.one("look at what is in it, then remove it and run again: rm -r %s", generator.ShellQuote(p.shown(e.Dir)))
	case *apply.NoState:
		return p.one("name a folder of your own, then run again: export XDG_STATE_HOME=FOLDER")
	case *apply.Unreadable:
		return p.one("fcgen wrote this file for itself; if you need nothing that it remembers, remove it: rm %s", generator.ShellQuote(p.shown(e.Path)))
	case *projectfile.Unsafe:
		return p.one("rename the file, or leave it as it is and change the others")
	case *projectfile.NotRegular:
		return p.one("put a file in its place, then run again")
	case *projectfile.TooLarge:
		return p.one("fcgen reads such a file whole: make it smaller, or move what fcgen does not need out of it")
	case *apply.Busy:
		return p.one("wait until it has ended, then type the same again")
	case *apply.Changed:
		return p.one("type the same again: it will look at the file as it is now")
	case *apply.Exists:
		return p.one("type the same again, or choose another folder with --dir")
	case *apply.Symlink:
		return p.one("put a file in its place, or choose another folder with --dir")
	case *apply.NotRestored:
		return p.one("the next fcgen command in this folder tries again; until then keep %s", e.Backup)
	}
	if errors.Is(err, fs.ErrPermission) && errors.Unwrap(err) == nil {
		return p.one("the folder must be one that you may write to; --dir names another")
	}
	return nil
}

// inFolders are the command line again for the projects that lie in a folder.
func (p *program) inFolders(dir string) []string {
	var lines []string
	for _, below := range project.Below(dir, 4) {
		name := filepath.ToSlash(filepath.Join(p.shorten(dir), filepath.FromSlash(below)))
		lines = append(lines, p.retypeArgs(nil, "dir")+" --dir "+generator.ShellQuote(name))
	}
	return lines
}

func (p *program) one(english string, args ...any) []string {
	return []string{p.msg.sprintf(english, args...)}
}

// maxKnown is the number of names up to which a hint lists them all.
const maxKnown = 16

// known is a hint for a name that is none of the known ones; what says what they
// are, and near is the one that was probably meant, or "".
func (p *program) known(near string, known []string, what string) string {
	all := what + ": " + strings.Join(known, ", ")
	if len(known) > maxKnown {
		all = p.msg.of("fcgen list shows them")
	}
	if near == "" {
		return all
	}
	return p.msg.sprintf("did you mean %q? %s", near, all)
}

func (p *program) knownFlag(e *unknownFlag) string {
	typed := strings.TrimLeft(e.name(), "-")
	var flags []string
	for _, f := range e.command.flags {
		if strings.HasPrefix(f.name, typed) {
			return p.msg.sprintf("did you mean --%s? fcgen help %s shows every flag", f.name, e.command.name)
		}
		flags = append(flags, f.name)
	}
	near := fc.Nearest(typed, flags)
	if instead := meant(typed, flagSynonyms()).instead; instead != "" && slices.Contains(flags, strings.Fields(instead)[0]) {
		near = instead
	}
	if near != "" {
		return p.msg.sprintf("did you mean --%s? fcgen help %s shows every flag", near, e.command.name)
	}
	return p.msg.sprintf("fcgen help %s shows every flag", e.command.name)
}

// withYes is the command line as it was typed, with --yes and what even that needs.
func (p *program) withYes(e *unanswered) string {
	words := append([]string{"fcgen"}, p.Args...)
	for _, key := range e.flags() {
		switch key {
		case "NAME":
			words = append(words, "NAME")
		case "--image":
			words = append(words, "--image", "registry/namespace/repository:tag")
		}
	}
	if e.why != nil {
		words = append(words, "--yes")
	}
	return quoted(words)
}

// decisions lists the commands that get past conflicts.
func (p *program) decisions(e *blocked) []string {
	var lines []string
	if e.change.fresh {
		lines = p.one("choose another folder: %s --dir FOLDER", strings.Replace(e.command, " --dir "+generator.ShellQuote(e.change.target.shown), "", 1))
	}
	open := generator.Plan{Ops: e.change.plan.Conflicts()}
	for _, way := range []struct {
		policy generator.Policy
		text   string
	}{
		{generator.Ours, "keep yours: %s --on-conflict ours"},
		{generator.Theirs, "take fcgen's: %s --on-conflict theirs"},
		{generator.Markers, "have both, between conflict markers: %s --on-conflict markers"},
	} {
		if len(open.Resolve(way.policy).Conflicts()) == 0 {
			lines = append(lines, p.msg.sprintf(way.text, e.command))
		}
	}
	return lines
}

func (p *program) invalid(e *generator.Invalid) []string {
	switch e.Field {
	case "name":
		return p.one("a name is up to %d letters, digits, _ and -, such as my-func: fcgen new my-func", fc.MaxFunctionName)
	case "image":
		return p.one("--runtime %s --image registry/namespace/repository:tag", containerRuntime())
	case "module":
		return p.one("a module path looks like --module github.com/you/myfunc")
	case "trigger":
		return p.one("leave out --auth and --trigger, or take --handler http for clients, --handler event for %s", strings.Join(eventTriggers(), ", "))
	default:
		return p.one("give another --%s", e.Field)
	}
}

// command is the command that was typed.
func (p *program) command() string {
	for _, word := range p.Args {
		if c := commandNamed(word); c != nil {
			return c.name
		}
	}
	return "dev"
}

func (p *program) otherPort(e *portTaken) []string {
	var lines []string
	if port := e.free(); port != 0 {
		lines = p.one("choose another, such as --%s %d", e.flag, port)
	}
	if e.flag == "console-port" {
		lines = append(lines, p.msg.of("or do without the console: --no-console"))
	}
	return lines
}

func (p *program) resources(e *manifest.NotFound) []string {
	known := strings.Join(e.Known, ", ")
	switch near := fc.Nearest(e.Resource, e.Known); {
	case len(e.Known) == 0:
		return p.one("fcgen runs functions of the component fc3 with a custom runtime")
	case near != "":
		return p.one("did you mean %q? known: %s", near, known)
	default:
		return p.one("known: %s", known)
	}
}

func (p *program) nearCase(e *conformance.UnknownCase) string {
	if near := fc.Nearest(e.Name, e.Known); near != "" {
		return p.msg.sprintf("did you mean %q? fcgen check --list shows the cases", near)
	}
	return p.msg.of("fcgen check --list shows the cases")
}
