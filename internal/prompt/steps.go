package prompt

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// steps are the questions of a new project, in their order: those of the main
// path, and those that the menu of more settings leads to, whose defaults suit most.
func (d *dialogue) steps() []step {
	main := []step{
		d.text(KeyName, "Name of the function", "Letters, digits, _ and -. It is also the folder's name.",
			func(s *generator.Spec) *string { return &s.Name }, generator.CheckName),
		d.choice(KeyHandler, "Kind of function", "What calls it: clients over HTTP, or events such as timers and uploads.",
			[]Option{
				{Value: generator.HTTP, Summary: "clients' requests pass through", Words: "web"},
				{Value: generator.Event, Summary: "each event arrives as POST " + fc.InvokePath},
			}, func(s *generator.Spec) *string { return &s.Handler }),
		d.choice(KeyFramework, "Web framework", "What the server is written with.",
			d.frameworks, func(s *generator.Spec) *string { return &s.Framework }),
		d.hooks(),
		d.choice(KeyRuntime, "Runtime", "The system that the server runs on.",
			runtimes(), func(s *generator.Spec) *string { return &s.Runtime }),
		d.only(d.isContainer, d.text(KeyImage, "Image", "Where the image is pushed to: registry/namespace/repository:tag.",
			func(s *generator.Spec) *string { return &s.Image }, generator.CheckImage)),
		d.choice(KeyRegion, "Region", "Type a part of its name, such as hangzhou or 杭州, to see fewer.",
			regions(), func(s *generator.Spec) *string { return &s.Region }),
	}
	settings := d.settings()
	return append(append(append(main, d.menu(settings)), settings...), d.policy())
}

// settings are the questions behind the menu. Of themselves they are asked only
// if the answer that they have is wrong.
func (d *dialogue) settings() []step {
	settings := []step{
		d.text(KeyModule, "Go module", "The module's path, such as github.com/you/name.",
			func(s *generator.Spec) *string { return &s.Module }, generator.CheckModule),
		d.number(KeyPort, "Port", "The port that the server listens on.",
			func(s *generator.Spec) *int { return &s.Port }, fc.CheckPort),
		d.cpu(),
		d.memory(),
		d.number(KeyTimeout, "Request timeout (s)", "Seconds after which the platform gives up a request.",
			func(s *generator.Spec) *int { return &s.Timeout }, fc.CheckTimeout),
		d.hookTimeout(KeyInitializerTimeout, "Initializer timeout (s)", "initializer", func(s *generator.Spec) *int { return &s.InitializerTimeout }),
		d.hookTimeout(KeyPrestopTimeout, "Pre-stop timeout (s)", "prestop", func(s *generator.Spec) *int { return &s.PrestopTimeout }),
		d.only(func() bool { return d.defaults().Handler == generator.HTTP },
			d.choice(KeyTrigger, "HTTP trigger", "How the function is called from outside.",
				[]Option{
					{Value: generator.Anonymous, Summary: "anyone may call"},
					{Value: generator.Function, Summary: "calls must be signed"},
					{Value: generator.NoTrigger, Summary: "no trigger: not called from outside"},
				}, func(s *generator.Spec) *string { return &s.Trigger })),
		d.folder(),
	}
	for i := range settings {
		settings[i].wanted = func() bool { return false }
	}
	return settings
}

// step makes a step of a question, which is asked unless its flag was given.
func (d *dialogue) step(q Question, value func(generator.Spec) string, keep func(string)) step {
	now := func() string { return value(d.defaults()) }
	return step{
		key: q.Key, label: q.Label, keep: keep, value: now,
		question: func() Question { q := q; q.Default = now(); return q },
		wanted:   func() bool { return !d.Given[q.Key] },
	}
}

// only limits a step to when it makes sense.
func (d *dialogue) only(applies func() bool, s step) step {
	s.applies = applies
	return s
}

func (d *dialogue) text(key, label, help string, field func(*generator.Spec) *string, check func(string) error) step {
	return d.step(Question{Key: key, Label: label, Help: help, Kind: Input, Validate: check},
		func(s generator.Spec) string { return *field(&s) },
		func(answer string) { *field(&d.Spec) = answer })
}

func (d *dialogue) choice(key, label, help string, options []Option, field func(*generator.Spec) *string) step {
	q := Question{Key: key, Label: label, Help: help, Kind: Select, Options: options}
	q.Validate = func(answer string) error {
		if q.index(answer) < 0 {
			return fmt.Errorf("%q is none of the choices", answer)
		}
		return nil
	}
	return d.step(q, func(s generator.Spec) string { return *field(&s) },
		func(answer string) {
			before := d.defaults()
			if *field(&d.Spec) = answer; *field(&before) != answer {
				d.follow(key)
			}
		})
}

// follow clears what no longer goes with an answer that was changed.
func (d *dialogue) follow(key string) {
	switch {
	case key == KeyRuntime && !d.isContainer():
		d.Spec.Image = ""
	case key == KeyHandler: // each kind has defaults of its own
		d.Spec.Trigger, d.Spec.Concurrency = "", 0
	}
}

func (d *dialogue) isContainer() bool {
	r, _ := fc.RuntimeNamed(d.defaults().Runtime)
	return r.Container
}

func (d *dialogue) hooks() step {
	var options []Option
	for _, h := range fc.Hooks() {
		options = append(options, Option{Value: h.Name, Summary: hookSummary(h), Words: h.Key + "\n" + h.Path})
	}
	return d.step(
		Question{Key: KeyHook, Label: "Lifecycle hooks", Kind: MultiSelect, Options: options,
			Help: "Functions of yours that the platform calls. Others can follow later."},
		func(s generator.Spec) string { return strings.Join(s.Hooks, ",") },
		func(answer string) {
			d.Spec.Hooks = split(answer)
			for _, h := range fc.Hooks() {
				if !d.Spec.HasHook(h.Name) {
					d.Spec = d.Spec.WithoutHook(h.Name) // and without its timeout
				}
			}
		})
}

func hookSummary(h fc.Hook) string {
	when := "before an instance goes away"
	if h.Name == "initializer" {
		when = "before an instance's first request"
	}
	return "runs " + when
}

func runtimes() []Option {
	var options []Option
	for _, r := range fc.Runtimes() {
		options = append(options, Option{Value: r.Name, Summary: r.Summary})
	}
	return options
}

func regions() []Option {
	var options []Option
	for _, r := range fc.AllRegions() {
		options = append(options, Option{Value: r.ID, Summary: r.About(), Words: r.City + "\n" + r.Chinese})
	}
	return options
}

func (d *dialogue) number(key, label, help string, field func(*generator.Spec) *int, check func(int) error) step {
	q := Question{Key: key, Label: label, Help: help, Kind: Input, Validate: func(answer string) error {
		n, err := strconv.Atoi(answer)
		if err != nil {
			return fmt.Errorf("%q is not a whole number", answer)
		}
		return check(n)
	}}
	return d.step(q, func(s generator.Spec) string { return strconv.Itoa(*field(&s)) },
		func(answer string) { *field(&d.Spec), _ = strconv.Atoi(answer) }) // Validate has parsed it before
}

func (d *dialogue) hookTimeout(key, label, hook string, field func(*generator.Spec) *int) step {
	h, _ := fc.HookNamed(hook)
	help := fmt.Sprintf("Seconds after which the platform stops the hook, %d at most.", h.MaxTimeout)
	return d.only(func() bool { return d.defaults().HasHook(hook) },
		d.number(key, label, help, field, func(n int) error {
			if n < 1 {
				return errors.New("a timeout is at least 1 second")
			}
			return nil
		}))
}

func (d *dialogue) cpu() step {
	parse := func(answer string) (float64, error) {
		cpu, err := strconv.ParseFloat(answer, 64)
		if err != nil {
			return 0, fmt.Errorf("%q is not a number", answer)
		}
		return cpu, fc.CheckCPU(cpu)
	}
	return d.step(
		Question{Key: KeyCPU, Label: "vCPU", Help: fmt.Sprintf("From %v to %v in steps of %v.", fc.MinCPU, fc.MaxCPU, fc.CPUStep), Kind: Input,
			Validate: func(answer string) error { _, err := parse(answer); return err }},
		func(s generator.Spec) string { return strconv.FormatFloat(s.CPU, 'g', -1, 64) },
		func(answer string) { d.Spec.CPU, _ = parse(answer) })
}

// memory is asked with the vCPUs known, since the platform wants a ratio.
func (d *dialogue) memory() step {
	check := func(memory int) error {
		if err := fc.CheckMemory(memory); err != nil {
			return err
		}
		return fc.CheckRatio(d.defaults().CPU, memory)
	}
	s := d.number(KeyMemory, "Memory (MB)", fmt.Sprintf("In steps of %d, 1 to 4 GB for each vCPU.", fc.MemoryStep),
		func(s *generator.Spec) *int { return &s.Memory }, check)
	question := s.question
	s.question = func() Question {
		q := question()
		if now := d.defaults(); check(now.Memory) != nil {
			q.Default = strconv.Itoa(nearestMemory(now.CPU, now.Memory))
		}
		return q
	}
	return s
}

// nearestMemory moves memory, in MB, to where it goes with cpu, in vCPU.
func nearestMemory(cpu float64, memory int) int {
	least := math.Ceil(1024*cpu/fc.MemoryStep-1e-9) * fc.MemoryStep
	most := math.Floor(4096*cpu/fc.MemoryStep+1e-9) * fc.MemoryStep
	nearest := min(max(float64(memory), least, fc.MinMemory), most, fc.MaxMemory)
	return int(nearest) / fc.MemoryStep * fc.MemoryStep
}
