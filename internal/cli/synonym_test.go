package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// TestFlagSynonyms: each leads to a flag that some command has, and a flag that a
// command has leads nowhere else.
func TestFlagSynonyms(t *testing.T) {
	t.Parallel()
	for _, s := range flagSynonyms() {
		name := strings.Fields(s.instead)[0]
		has := func(name string) func(*command) bool {
			return func(c *command) bool { _, ok := c.flag(name); return ok }
		}
		if !slices.ContainsFunc(commands(), has(name)) {
			t.Errorf("%q leads to --%s, which no command has", s.words, name)
		}
		for _, word := range strings.Fields(s.words) {
			if has(word)(newCommand()) {
				t.Errorf("new has --%s itself", word)
			}
		}
	}
}

// TestSynonyms: what stands in a word's place is there, and no word means two
// things or has a meaning of its own.
func TestSynonyms(t *testing.T) {
	t.Parallel()
	known := map[string][]string{
		"command": values(mustChoices(commandNames)), "runtime": fc.RuntimeNames(), "handler": {generator.HTTP, generator.Event},
		"auth": {generator.Anonymous, generator.Function}, "policy": values(mustChoices(policies)), "hook": fc.HookNames(), "framework": nil,
	}
	for what, names := range known {
		all := valueSynonyms(what)
		if what == "command" {
			all = commandSynonyms()
		}
		if len(all) == 0 {
			t.Errorf("%s has no synonyms", what)
		}
		seen := map[string]bool{}
		for _, s := range all {
			if s.instead == "" && s.says == "" || s.instead != "" && !slices.Contains(names, s.instead) {
				t.Errorf("%s: %q leads to %q, which is none of %v", what, s.words, s.instead, names)
			}
			for _, word := range strings.Fields(s.words) {
				_, isHook := fc.HookNamed(word)
				if seen[word] || slices.Contains(names, word) && word != "invoke" || what == "hook" && isHook || word != strings.ToLower(word) {
					t.Errorf("%s: %q cannot be looked up, or stands there twice", what, word)
				}
				seen[word] = true
			}
		}
	}
}
