package cli

import (
	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// The headings of the flags in the help that are no settings of a project.
const (
	groupFunction = generator.GroupFunction
	groupHooks    = generator.GroupHooks
	groupWhere    = generator.GroupWhere
	groupSize     = generator.GroupSize
	groupHow      = "How it is done"
	groupForeign  = "Servers that fcgen did not write"
)

// specFlags are the flags that answer what a new project is asked for: one for each
// setting but its name, and the other spellings of some.
func specFlags() []flag {
	var flags []flag
	for _, x := range generator.Settings() {
		if x.Name == "name" {
			continue
		}
		flags = append(flags, settingFlag(x))
		switch x.Name {
		case "trigger":
			flags = append(flags, flag{name: "auth", kind: word, value: "KIND", group: x.Group, values: fixed(httpTriggers()[:2]...),
				about: "the same as --trigger"})
		case "hooks":
			flags = append(flags, flag{name: "no-hooks", kind: toggle, group: x.Group, about: "no lifecycle hook"})
		case "region":
			flags = append(flags, flag{name: "dir", kind: folder, value: "FOLDER", group: x.Group, about: "the project's own folder; default: ./NAME"})
		}
	}
	return flags
}

// httpTriggers are the triggers of an HTTP function: who may call it, and none.
func httpTriggers() []choice {
	return []choice{
		{generator.Anonymous, "anyone may call"}, {generator.Function, "calls must be signed"},
		{generator.NoTrigger, "no trigger: not called from outside"},
	}
}

// eventTriggers are the kinds of trigger that send a new event function its events.
func eventTriggers() []string {
	var kinds []string
	for _, t := range fc.EventTriggers() {
		kinds = append(kinds, t.Kind)
	}
	return kinds
}

func settingFlag(x generator.Setting) flag {
	f := flag{name: x.Flag, short: x.Short, value: x.Value, about: x.About, group: x.Group, kind: map[generator.Kind]kind{
		generator.KindText: word, generator.KindWhole: number, generator.KindFraction: fraction,
		generator.KindList: words, generator.KindPairs: texts, generator.KindToggle: toggle,
	}[x.Kind()]}
	if x.Choices != nil {
		f.values = func(c *generator.Catalog) ([]choice, error) {
			all, err := x.Choices(c)
			var list []choice
			for _, o := range all {
				list = append(list, choice{o.Value, o.Summary})
			}
			if x.Name == "hooks" {
				list = append(list, choice{noHooks, "no lifecycle hook"})
			}
			return list, err
		}
	}
	return f
}

// hookTimeoutFlags are the settings that add-hook can change.
func hookTimeoutFlags() []flag {
	var flags []flag
	for _, h := range fc.Hooks() {
		x, _ := generator.SettingNamed(h.Name + "-timeout")
		flags = append(flags, settingFlag(x))
	}
	return flags
}

// changeFlags say how a command that changes files goes about it.
func changeFlags() []flag {
	return []flag{
		{name: "dry-run", short: "n", kind: toggle, group: groupHow, about: "show what would be done, write nothing"},
		{name: "diff", kind: toggle, group: groupHow, about: "show it as a unified diff, write nothing"},
		{name: "json", kind: toggle, group: groupHow, about: "print a receipt in JSON"},
		{name: "exit-code", kind: toggle, group: groupHow, about: "with --dry-run or --diff: exit 1 if something would change"},
		{name: "on-conflict", kind: word, value: "POLICY", group: groupHow, values: policies,
			about: "what becomes of a file that you changed too"},
	}
}

func hooks(*generator.Catalog) ([]choice, error) {
	var list []choice
	for _, h := range fc.Hooks() {
		list = append(list, choice{h.Name, h.Method + " " + h.Path})
	}
	return list, nil
}

// noHooks is the word that stands for no hook at all.
const noHooks = "none"

func policies(*generator.Catalog) ([]choice, error) {
	about := map[generator.Policy]string{
		generator.Abort:   "write nothing",
		generator.Ours:    "your version stays",
		generator.Theirs:  "fcgen's version replaces it",
		generator.Markers: "both, between conflict markers",
	}
	var list []choice
	for _, policy := range generator.Policies() {
		list = append(list, choice{string(policy), about[policy]})
	}
	return list, nil
}

func fixed(list ...choice) func(*generator.Catalog) ([]choice, error) {
	return func(*generator.Catalog) ([]choice, error) { return list, nil }
}

func values(list []choice) []string {
	var all []string
	for _, c := range list {
		all = append(all, c.value)
	}
	return all
}

// mustChoices are the choices of a list that needs no catalogue and cannot fail.
func mustChoices(values func(*generator.Catalog) ([]choice, error)) []choice {
	list, _ := values(nil)
	return list
}
