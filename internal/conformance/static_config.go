package conformance

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

// hookFindings, valueFindings, keyFindings and limitFindings share out what
// package fc finds in s.yaml: each finding belongs to one of them.
func hookFindings(f fc.Finding) bool {
	return !f.Warning && !f.UnknownKey && strings.Contains(f.Path+".", ".instanceLifecycleConfig.")
}

func valueFindings(f fc.Finding) bool { return !f.Warning && !f.UnknownKey && !hookFindings(f) }
func keyFindings(f fc.Finding) bool   { return f.UnknownKey }
func limitFindings(f fc.Finding) bool { return f.Warning && !f.UnknownKey }

// linting is a rule of those findings that belong to it.
func linting(belongs func(fc.Finding) bool, seen string) func(*project) Result {
	return func(p *project) Result {
		lint, err := p.linted()
		if err != nil {
			return unread(err)
		}
		var findings []Finding
		for _, f := range lint {
			if belongs(f) && p.concerns(f.Path) {
				findings = append(findings, Finding{File: p.shown(cmp.Or(f.File, p.function.File)), Line: f.Line, Message: place(f)})
			}
		}
		return judge(findings, "%s", seen)
	}
}

// readable is the rule about values: what package fc finds and, if nothing, why
// the function cannot be read all the same, a variable without a value say.
func readable(p *project) Result {
	seen := "the values are ones that the platform takes, as of " + fc.FactsDate()
	r := linting(valueFindings, seen)(p)
	if r.Verdict != Pass && r.Verdict != Fail || p.described() {
		return r
	}
	file, err := p.manifest()
	if err == nil {
		_, err = file.Function(p.function.Resource)
	}
	if err == nil {
		return r
	}
	lint, _ := p.linted() // it was read above
	findings := r.Findings
	for _, e := range each(err) {
		f := Finding{File: p.shown(p.function.File), Message: e.Error()}
		var invalid *manifest.Invalid
		if errors.As(e, &invalid) {
			f.File, f.Line, f.Message = p.shown(invalid.File), invalid.Line, place(fc.Finding{Path: invalid.Path, Message: invalid.Message})
		}
		if said := func(l fc.Finding) bool { return l.Line == f.Line && !l.Warning }; !slices.ContainsFunc(lint, said) {
			findings = append(findings, f)
		}
	}
	return judge(findings, "%s", seen)
}

// each takes joined errors apart.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// concerns leaves out what is said about the file's other functions.
func (p *project) concerns(path string) bool {
	rest, isResource := strings.CutPrefix(path, "resources.")
	return !isResource || p.function.Resource == "" || rest == p.function.Resource || strings.HasPrefix(rest, p.function.Resource+".")
}

// place is a finding with the key that it is about, without the way to it. The
// value of a variable is not repeated: it may be a secret.
func place(f fc.Finding) string {
	if strings.Contains(f.Path, ".environmentVariables.") && !f.UnknownKey {
		f.Message = "its value is no string: write it between quotes"
	}
	if _, key, ok := strings.Cut(f.Path, ".props."); ok {
		return key + ": " + f.Message
	}
	if f.Path == "" {
		return f.Message
	}
	return f.Path + ": " + f.Message
}

// environment looks at the function's own variables.
func environment(p *project) Result {
	var findings []Finding
	size := 0
	for _, name := range slices.Sorted(maps.Keys(p.function.Env)) {
		size += len(name) + len(p.function.Env[name])
		if strings.HasPrefix(name, fc.ReservedVariables) {
			findings = append(findings, p.syamlFinding("environmentVariables."+name, fmt.Sprintf("%s: names that begin with %s are the platform's own", name, fc.ReservedVariables)))
		}
	}
	if size > fc.MaxEnvironment {
		findings = append(findings, p.syamlFinding("environmentVariables", fmt.Sprintf("the variables have %d bytes together, at most %d are allowed", size, fc.MaxEnvironment)))
	}
	return judge(findings, "%d variables of %d bytes together", len(p.function.Env), size)
}

// accessKeys looks for access key ids in s.yaml. The key itself is not told.
func accessKeys(p *project) Result {
	data, err := p.read(p.function.File)
	if err != nil {
		return unread(err)
	}
	key := accessKey()
	var findings []Finding
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		if key.MatchString(line) {
			findings = append(findings, Finding{File: p.shown(p.function.File), Line: number, Message: "an access key id stands here"})
		}
	}
	return judge(findings, "no access key id stands in s.yaml")
}

// accessKey knows the form of an access key id of a user or of a role.
func accessKey() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:LTAI|STS\.)[0-9A-Za-z]{12,40}\b`)
}
