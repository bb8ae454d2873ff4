package cli

import (
	"fmt"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// The headings of the flags in the help.
const (
	groupFunction = "The function"
	groupHooks    = "Hooks"
	groupSize     = "Size and limits"
	groupWhere    = "Where it goes"
	groupHow      = "How it is done"
	groupForeign  = "Servers that fcgen did not write"
)

// specFlags are the flags that answer what a new project is asked for. Each
// has the name of its field in .fcgen/spec.yaml.
func specFlags() []flag {
	flags := []flag{
		{name: "framework", short: "f", kind: word, value: "NAME", group: groupFunction, values: frameworks,
			about: "web framework that the server is written with"},
		{name: "handler", kind: word, value: "KIND", group: groupFunction, values: fixed(
			choice{generator.HTTP, "clients' requests pass through"},
			choice{generator.Event, "each event arrives as POST " + fc.InvokePath}),
			about: "what the function handles"},
		{name: "runtime", kind: word, value: "NAME", group: groupFunction, values: runtimes,
			about: "system that the server runs on"},
		{name: "image", kind: word, value: "IMAGE", group: groupFunction,
			about: "with custom-container: registry/namespace/repository:tag"},
		{name: "module", kind: word, value: "PATH", group: groupFunction,
			about: "Go module path; default: NAME"},
		{name: "trigger", kind: word, value: "KIND", group: groupFunction, values: fixed(
			choice{"http", "the function has an address of its own"},
			choice{generator.NoTrigger, "not called from outside"}),
			about: "trigger to deploy; an event function has none"},
		{name: "auth", kind: word, value: "KIND", group: groupFunction, values: fixed(
			choice{generator.Anonymous, "anyone may call"},
			choice{generator.Function, "calls must be signed"}),
			about: "who may call the HTTP trigger"},
		{name: "hook", kind: words, value: "NAME", group: groupHooks, values: hooksOrNone,
			about: "lifecycle hook; repeat it or join names with commas"},
		{name: "no-hooks", kind: toggle, group: groupHooks, about: "no lifecycle hook"},
	}
	flags = append(flags, hookTimeoutFlags(groupHooks)...)
	return append(flags,
		flag{name: "region", kind: word, value: "ID", group: groupWhere, values: regions, about: "region to deploy to"},
		flag{name: "dir", kind: folder, value: "FOLDER", group: groupWhere, about: "the project's own folder; default: ./NAME"},
		flag{name: "cpu", kind: fraction, value: "VCPU", group: groupSize,
			about: fmt.Sprintf("vCPUs of an instance, in steps of %v", fc.CPUStep)},
		flag{name: "memory", kind: number, value: "MB", group: groupSize,
			about: fmt.Sprintf("memory, in steps of %d; 1 to 4 GB for each vCPU", fc.MemoryStep)},
		flag{name: "disk", kind: number, value: "MB", group: groupSize, values: disks, about: "disk of an instance"},
		flag{name: "port", kind: number, value: "PORT", group: groupSize, about: "port that the server listens on"},
		flag{name: "timeout", kind: number, value: "SEC", group: groupSize, about: "how long a call may take"},
		flag{name: "concurrency", kind: number, value: "CALLS", group: groupSize, about: "calls that one instance takes at a time"},
	)
}

func hookTimeoutFlags(group string) []flag {
	var flags []flag
	for _, h := range fc.Hooks() {
		flags = append(flags, flag{name: h.Name + "-timeout", kind: number, value: "SEC", group: group,
			about: fmt.Sprintf("how long the %s hook may take, at most %d", h.Name, h.MaxTimeout)})
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

func frameworks(c *generator.Catalog) ([]choice, error) {
	all, err := c.Frameworks()
	if err != nil {
		return nil, err
	}
	var list []choice
	for _, f := range all {
		list = append(list, choice{f.Name, f.Summary})
	}
	return list, nil
}

func runtimes(*generator.Catalog) ([]choice, error) {
	var list []choice
	for _, r := range fc.Runtimes() {
		list = append(list, choice{r.Name, r.Summary})
	}
	return list, nil
}

func regions(*generator.Catalog) ([]choice, error) {
	var list []choice
	for _, r := range fc.AllRegions() {
		list = append(list, choice{r.ID, r.About()})
	}
	return list, nil
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

func hooksOrNone(c *generator.Catalog) ([]choice, error) {
	list, err := hooks(c)
	return append(list, choice{noHooks, "no lifecycle hook"}), err
}

func disks(*generator.Catalog) ([]choice, error) {
	return fixed(choice{fmt.Sprint(fc.SmallDisk), ""}, choice{fmt.Sprint(fc.LargeDisk), ""})(nil)
}

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
