package generator

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// The headings of the settings in the help.
const (
	GroupFunction = "The function"
	GroupHooks    = "Hooks"
	GroupWhere    = "Where it goes"
	GroupSize     = "Size and limits"
	GroupProject  = "The project"
)

// Settings are all of them, in the order of the help. A new one is a field of
// Spec, a row here and, if it is not empty when nobody says, a value in Defaults.
func Settings() []Setting {
	settings := []Setting{
		{Name: "name", Flag: "name", Value: "NAME", Group: GroupFunction, About: "the function's name",
			Label: "Name of the function", Help: "Letters, digits, _ and -. It is also the folder's name.", Main: 1,
			Text: CheckName, field: func(s *Spec) any { return &s.Name }},
		{Name: "handler", Flag: "handler", Value: "KIND", Group: GroupFunction, About: "what the function handles",
			Label: "Kind of function", Help: "What calls it: clients over HTTP, or events such as timers and uploads.", Main: 2,
			Choices: fixed(Choice{HTTP, "clients' requests pass through", "web"}, Choice{Event, "each event arrives as POST " + fc.InvokePath, ""}),
			field:   func(s *Spec) any { return &s.Handler }},
		{Name: "framework", Flag: "framework", Short: "f", Value: "NAME", Group: GroupFunction, About: "web framework that the server is written with",
			Label: "Web framework", Help: "What the server is written with.", Main: 3,
			Choices: frameworkChoices, field: func(s *Spec) any { return &s.Framework }},
		{Name: "runtime", Flag: "runtime", Value: "NAME", Group: GroupFunction, About: "system that the server runs on",
			Label: "Runtime", Help: "The system that the server runs on.", Main: 5,
			Choices: runtimeChoices, field: func(s *Spec) any { return &s.Runtime }},
		{Name: "image", Flag: "image", Value: "IMAGE", Group: GroupFunction, About: "with custom-container: registry/namespace/repository:tag",
			Label: "Image", Help: "Where the image is pushed to: registry/namespace/repository:tag.", Main: 6, Optional: true,
			Text: CheckImage, Applies: Spec.IsContainer, field: func(s *Spec) any { return &s.Image }},
		{Name: "module", Flag: "module", Value: "PATH", Group: GroupFunction, About: "Go module path; default: NAME",
			Label: "Go module", Help: "The module's path, such as github.com/you/name.",
			Text: CheckModule, field: func(s *Spec) any { return &s.Module }},
		{Name: "trigger", Flag: "trigger", Value: "KIND", Group: GroupFunction, About: "who may call an HTTP function, or what sends an event function its events",
			Label: "Trigger", Help: "How the function is called from outside.",
			Choices: triggerChoices, Suits: suitsTrigger, field: func(s *Spec) any { return &s.Trigger }},
		{Name: "description", Flag: "description", Value: "TEXT", Group: GroupFunction, About: "what the function is for",
			Label: "Description", Help: "What the function is for, in a line.", Optional: true,
			Text: checkLine, field: func(s *Spec) any { return &s.Description }},
		{Name: "env", Flag: "env", Value: "KEY=VALUE", Group: GroupFunction, About: "environment variable of the function; repeat it. ${env('NAME')} keeps a secret out of s.yaml", Optional: true,
			Text: checkVariable, field: func(s *Spec) any { return &s.Env }},
		{Name: "role", Flag: "role", Value: "ARN", Group: GroupFunction, About: "RAM role whose credentials each call gets: acs:ram::ACCOUNT:role/NAME",
			Label: "Role", Help: "The RAM role whose credentials each call gets: acs:ram::ACCOUNT:role/NAME.", Optional: true,
			Text: checkRole, field: func(s *Spec) any { return &s.Role }},
		{Name: "hooks", Flag: "hook", Value: "NAME", Group: GroupHooks, About: "lifecycle hook; repeat it or join names with commas",
			Label: "Lifecycle hooks", Help: "Functions of yours that the platform calls. Others can follow later.", Main: 4,
			Choices: hookChoices, field: func(s *Spec) any { return &s.Hooks }},
	}
	for _, h := range fc.Hooks() {
		settings = append(settings, Setting{
			Name: h.Name + "-timeout", Flag: h.Name + "-timeout", Value: "SEC", Group: GroupHooks,
			About: fmt.Sprintf("how long the %s hook may take, at most %d", h.Name, h.MaxTimeout),
			Label: map[string]string{"initializer": "Initializer timeout (s)", "prestop": "Pre-stop timeout (s)"}[h.Name],
			Help:  fmt.Sprintf("Seconds after which the platform stops the hook, %d at most.", h.MaxTimeout),
			Whole: func(n int) error { return checkHookTimeout(h.Name, n) }, Limits: Limits{Least: 1},
			Applies: func(s Spec) bool { return s.HasHook(h.Name) }, Optional: true, field: func(s *Spec) any { return s.hookTimeout(h.Name) },
		})
	}
	return append(settings,
		Setting{Name: "region", Flag: "region", Value: "ID", Group: GroupWhere, About: "region to deploy to",
			Label: "Region", Help: "Type a part of its name, such as hangzhou or 杭州, to see fewer.", Main: 7,
			Choices: regionChoices, field: func(s *Spec) any { return &s.Region }},
		Setting{Name: "log", Flag: "log", Value: "KIND", Group: GroupWhere, About: "what becomes of what the function prints",
			Label: "Log", Help: "What becomes of what the function prints.", Optional: true,
			Choices: fixed(Choice{AutoLog, "a log project and a store are made", ""}, Choice{NoLog, "nothing is kept", ""}),
			field:   func(s *Spec) any { return &s.Log }},
		Setting{Name: "port", Flag: "port", Value: "PORT", Group: GroupSize, About: "port that the server listens on",
			Label: "Port", Help: "The port that the server listens on.",
			Whole: fc.CheckPort, Limits: Limits{Least: 1, Most: 65535}, field: func(s *Spec) any { return &s.Port }},
		Setting{Name: "cpu", Flag: "cpu", Value: "VCPU", Group: GroupSize, About: fmt.Sprintf("vCPUs of an instance, in steps of %v", fc.CPUStep),
			Label: "vCPU", Help: fmt.Sprintf("From %v to %v in steps of %v.", fc.MinCPU, fc.MaxCPU, fc.CPUStep),
			Number: fc.CheckCPU, Limits: Limits{fc.MinCPU, fc.MaxCPU, fc.CPUStep}, field: func(s *Spec) any { return &s.CPU }},
		Setting{Name: "memory", Flag: "memory", Value: "MB", Group: GroupSize, About: fmt.Sprintf("memory, in steps of %d; 1 to 4 GB for each vCPU", fc.MemoryStep),
			Label: "Memory (MB)", Help: fmt.Sprintf("In steps of %d, 1 to 4 GB for each vCPU.", fc.MemoryStep),
			Whole: fc.CheckMemory, Limits: Limits{fc.MinMemory, fc.MaxMemory, fc.MemoryStep}, field: func(s *Spec) any { return &s.Memory }},
		Setting{Name: "disk", Flag: "disk", Value: "MB", Group: GroupSize, About: "disk of an instance",
			Whole: fc.CheckDisk, Choices: fixed(Choice{Value: fmt.Sprint(fc.SmallDisk)}, Choice{Value: fmt.Sprint(fc.LargeDisk)}),
			field: func(s *Spec) any { return &s.Disk }},
		Setting{Name: "timeout", Flag: "timeout", Value: "SEC", Group: GroupSize, About: "how long a call may take",
			Label: "Request timeout (s)", Help: "Seconds after which the platform gives up a request.",
			Whole: fc.CheckTimeout, Limits: Limits{Least: fc.MinTimeout, Most: fc.MaxTimeout}, field: func(s *Spec) any { return &s.Timeout }},
		Setting{Name: "concurrency", Flag: "concurrency", Value: "CALLS", Group: GroupSize, About: "calls that one instance takes at a time",
			Whole: fc.CheckConcurrency, Limits: Limits{Least: fc.MinConcurrency, Most: fc.MaxConcurrency}, field: func(s *Spec) any { return &s.Concurrency }},
		Setting{Name: "ci", Flag: "ci", Value: "KIND", Group: GroupProject, About: "workflow that tests the function and checks the contract", Optional: true,
			Choices: fixed(Choice{GitHub, "GitHub Actions", ""}), field: func(s *Spec) any { return &s.CI }},
		Setting{Name: "no-agents", Flag: "no-agents", Group: GroupProject, About: "no AGENTS.md for coding agents", Optional: true,
			field: func(s *Spec) any { return &s.NoAgents }},
	)
}

// SettingNamed finds a setting by its name or its flag's.
func SettingNamed(name string) (Setting, bool) {
	all := Settings()
	i := slices.IndexFunc(all, func(x Setting) bool { return x.Name == name || x.Flag == name })
	if i < 0 {
		return Setting{}, false
	}
	return all[i], true
}

// IsContainer reports whether the runtime is an image of one's own.
func (s Spec) IsContainer() bool {
	r, _ := fc.RuntimeNamed(s.Runtime)
	return r.Container
}

func fixed(list ...Choice) func(*Catalog) ([]Choice, error) {
	return func(*Catalog) ([]Choice, error) { return list, nil }
}

func frameworkChoices(c *Catalog) ([]Choice, error) {
	all, err := c.Frameworks()
	var list []Choice
	for _, f := range all {
		list = append(list, Choice{f.Name, f.Summary, strings.Join(append(f.Aliases, f.Title), "\n")})
	}
	return list, err
}

func runtimeChoices(*Catalog) ([]Choice, error) {
	var list []Choice
	for _, r := range fc.Runtimes() {
		list = append(list, Choice{r.Name, r.Summary, ""})
	}
	return list, nil
}

func regionChoices(*Catalog) ([]Choice, error) {
	var list []Choice
	for _, r := range fc.AllRegions() {
		list = append(list, Choice{r.ID, r.About(), r.City + "\n" + r.Chinese})
	}
	return list, nil
}

func hookChoices(*Catalog) ([]Choice, error) {
	var list []Choice
	for _, h := range fc.Hooks() {
		list = append(list, Choice{h.Name, h.Method + " " + h.Path, h.Key + "\n" + h.Path})
	}
	return list, nil
}

func checkHookTimeout(hook string, n int) error {
	if n < 1 {
		return fmt.Errorf("%s timeout %d is less than 1 second", hook, n)
	}
	return nil
}

func checkLine(text string) error {
	if strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return fmt.Errorf("%q is more than a line", text)
	}
	return nil
}

var roleForm = regexp.MustCompile(`^acs:ram::[0-9]+:role/[A-Za-z0-9._/-]+$|^\$\{.+\}$`)

// checkRole says why a text cannot be the ARN of a role
// (https://help.aliyun.com/zh/ram/product-overview/terms). A variable of Serverless Devs can.
func checkRole(arn string) error {
	if !roleForm.MatchString(arn) {
		return fmt.Errorf("%q is not acs:ram::ACCOUNT:role/NAME", arn)
	}
	return nil
}

var variableName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// checkVariable says why KEY=VALUE cannot be a variable of the function: fcgen
// check's CFG/9 says the same of s.yaml.
func checkVariable(pair string) error {
	key, value, _ := strings.Cut(pair, "=")
	switch {
	case !variableName.MatchString(key):
		return fmt.Errorf("%q cannot be the name of a variable", key)
	case strings.HasPrefix(key, "FC_"):
		return errors.New(key + ": names that begin with FC_ are the platform's")
	}
	return checkLine(value)
}
