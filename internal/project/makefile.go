package project

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// make follows a call of make.
func (b *builds) make(args []string, dir string) {
	var targets []string
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case arg == "-C" && i+1 < len(args):
			i++
			dir = join(dir, args[i])
		case !strings.HasPrefix(arg, "-") && !strings.Contains(arg, "="):
			targets = append(targets, arg)
		}
	}
	b.makefile(dir, targets...)
}

var (
	makeSetting = regexp.MustCompile(`^(?:export +)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(?::{0,3}|\?)=[ \t]*(.*)$`)
	makeRule    = regexp.MustCompile(`^([^\t#=:][^=:#]*):{1,2}([^=#]*)(?:#.*)?$`)
	makeUse     = regexp.MustCompile(`\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)|\$\{([A-Za-z_][A-Za-z0-9_.-]*)\}`)
)

// rule is a rule of a Makefile.
type rule struct {
	needs  []string
	recipe []string
	line   int // of the recipe's first line
}

// makefile looks for builds in the recipes of targets, none meaning the first,
// and in those of what they need.
func (b *builds) makefile(dir string, targets ...string) {
	if b.depth >= maxDepth {
		return
	}
	for _, name := range []string{"GNUmakefile", "makefile", "Makefile"} {
		file := filepath.Join(dir, name)
		if b.read(file) == nil {
			continue
		}
		b.in(name, file, func(data []byte) {
			rules, first := readMakefile(string(data))
			if len(targets) == 0 {
				targets = []string{first}
			}
			b.targets(rules, targets, dir, map[string]bool{})
		})
		return
	}
}

func (b *builds) targets(rules map[string]rule, targets []string, dir string, seen map[string]bool) {
	for _, target := range targets {
		r, known := rules[target]
		if !known || seen[target] {
			continue
		}
		seen[target] = true
		b.targets(rules, r.needs, dir, seen)
		for i, line := range r.recipe {
			b.by.Line = r.line + i
			b.command(strings.TrimLeft(line, "@-+ "), dir)
		}
	}
}

// readMakefile reads the rules of a Makefile, with its variables filled in as
// far as they are set in it.
func readMakefile(text string) (rules map[string]rule, first string) {
	rules = map[string]rule{}
	values := map[string]string{}
	fill := func(line string) string {
		for range 3 { // variables may hold others
			line = makeUse.ReplaceAllStringFunc(line, func(use string) string {
				value, known := values[strings.Trim(use, "$(){}")]
				if !known || len(line) > 1<<16 {
					return use
				}
				return value
			})
		}
		return line
	}
	var names []string
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if recipe, ok := strings.CutPrefix(line, "\t"); ok {
			for _, name := range names {
				r := rules[name]
				if len(r.recipe) == 0 {
					r.line = number
				}
				r.recipe = append(r.recipe, fill(recipe))
				rules[name] = r
			}
			continue
		}
		if m := makeSetting.FindStringSubmatch(line); m != nil {
			values[m[1]] = strings.TrimSpace(m[2])
			continue
		}
		m := makeRule.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		names = strings.Fields(fill(m[1]))
		for _, name := range names {
			r := rules[name]
			r.needs = append(r.needs, strings.Fields(fill(m[2]))...)
			rules[name] = r
			if first == "" && !strings.HasPrefix(name, ".") {
				first = name
			}
		}
	}
	for name, r := range rules {
		r.recipe = joinLines(r.recipe)
		r.needs = slices.DeleteFunc(r.needs, func(s string) bool { return s == "|" })
		rules[name] = r
	}
	return rules, first
}

// joinLines joins lines that end with a backslash with the next one, and keeps
// their number.
func joinLines(lines []string) []string {
	joined := make([]string, len(lines))
	at := 0
	for i, line := range lines {
		rest, more := strings.CutSuffix(line, "\\")
		joined[at] += rest
		if more {
			joined[at] += " "
		} else {
			at = i + 1
		}
	}
	return joined
}
