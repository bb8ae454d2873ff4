package conformance

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
)

// static makes a rule that only reads the project into a case's run.
func static(rule func(*project) Result) func(context.Context, *driver) Result {
	return func(_ context.Context, d *driver) Result { return rule(d.project) }
}

// notDescribed is why nothing is known but that there is an s.yaml.
const notDescribed = "s.yaml cannot be read as it is: see CFG/1 and CFG/3"

// described is a rule that needs the function as s.yaml describes it.
func described(rule func(*project) Result) func(*project) Result {
	return func(p *project) Result {
		if !p.described() {
			return Result{Verdict: Skip, Reason: notDescribed}
		}
		return rule(p)
	}
}

// described is false for a function of which no more is known than its s.yaml.
func (p *project) described() bool { return p.function.Name != "" }

// unread is the result of a rule that could not read what it is about.
func unread(err error) Result {
	if errors.Is(err, fs.ErrNotExist) {
		return skipped("there is nothing to read: %v", err)
	}
	return unknown("it cannot be read: %v", err)
}

// codeFile is where a path of the start command lies in the code folder, if it
// is one: /code/x, ./x and, where it has the look of a file of a person's own,
// app.py.
func (p *project) codeFile(word string) (file string, ok bool) {
	if p.function.Code == "" || p.container() {
		return "", false
	}
	rel, inCode := strings.CutPrefix(word, codeFolder)
	switch {
	case inCode:
	case strings.HasPrefix(word, "./"):
		rel = strings.TrimPrefix(word, "./")
	case strings.HasPrefix(word, "/") || strings.HasPrefix(word, "-") || strings.ContainsAny(word, " \t=:*"):
		return "", false
	default:
		kinds := []string{".py", ".js", ".mjs", ".cjs", ".jar", ".rb", ".php", ".sh", ".dll", ".conf"}
		found := false
		for _, kind := range kinds {
			found = found || strings.HasSuffix(word, kind)
		}
		if !found {
			return "", false
		}
	}
	return filepath.Join(p.function.Code, filepath.FromSlash(rel)), true
}
