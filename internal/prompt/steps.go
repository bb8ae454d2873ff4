package prompt

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// steps are the questions of a new project, in their order: those of the main
// path, and those that the menu of more settings leads to, whose defaults suit most.
// All are rows of generator.Settings.
func (d *dialogue) steps() []step {
	var main, settings []step
	all := generator.Settings()
	slices.SortStableFunc(all, func(a, b generator.Setting) int { return cmp.Compare(a.Main, b.Main) })
	for _, x := range all {
		switch s := d.ask(x); {
		case x.Label == "":
		case x.Main > 0:
			main = append(main, s)
		default:
			settings = append(settings, s)
		}
	}
	settings = append(settings, d.folder())
	for i := range settings { // of themselves they are asked only if the answer that they have is wrong
		settings[i].wanted = func() bool { return false }
	}
	return append(append(append(main, d.menu(settings)), settings...), d.policy())
}

// ask makes the step of a setting.
func (d *dialogue) ask(x generator.Setting) step {
	s := d.question(x)
	if x.Applies != nil {
		return d.only(func() bool { return x.Applies(d.defaults()) }, s)
	}
	return s
}

func (d *dialogue) question(x generator.Setting) step {
	q := Question{Key: x.Flag, Label: x.Label, Help: x.Help, Kind: Input}
	switch {
	case x.Name == "hooks":
		return d.hooks(q)
	case x.Choices != nil:
		return d.choice(x, q)
	}
	q.Validate = func(answer string) error {
		if answer == "" && x.Optional && x.Applies == nil && x.Kind() == generator.KindText {
			return nil
		}
		return x.CheckWord(answer)
	}
	s := d.step(q, x.String, func(answer string) { _ = x.Set(&d.Spec, answer) }) // Validate has parsed it before
	if x.Name == "memory" {
		return d.nearCPU(s)
	}
	return s
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

func (d *dialogue) choice(x generator.Setting, q Question) step {
	q.Kind, q.Options = Select, d.options(x)
	q.Validate = q.known
	return d.suitable(x, d.step(q, x.String, func(answer string) {
		before := x.String(d.defaults())
		if _ = x.Set(&d.Spec, answer); before != answer { // a text can be set
			d.follow(x.Flag)
		}
	}))
}

// suitable leaves out the choices that do not go with the answers so far.
func (d *dialogue) suitable(x generator.Setting, s step) step {
	if x.Suits == nil {
		return s
	}
	question := s.question
	s.question = func() Question {
		q, now := question(), d.defaults()
		q.Options = slices.DeleteFunc(slices.Clone(q.Options), func(o Option) bool { return !x.Suits(now, o.Value) })
		q.Validate = q.known
		return q
	}
	return s
}

// options are a setting's choices.
func (d *dialogue) options(x generator.Setting) []Option {
	if x.Name == "framework" {
		return d.frameworks
	}
	list, _ := x.Choices(d.Catalog) // Run has read the frameworks, and others cannot fail
	var options []Option
	for _, c := range list {
		options = append(options, Option{Value: c.Value, Summary: c.Summary, Words: c.Words})
	}
	return options
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

func (d *dialogue) isContainer() bool { return d.defaults().IsContainer() }

func (d *dialogue) hooks(q Question) step {
	q.Kind = MultiSelect
	for _, h := range fc.Hooks() {
		q.Options = append(q.Options, Option{Value: h.Name, Summary: hookSummary(h), Words: h.Key + "\n" + h.Path})
	}
	return d.step(q,
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

// nearCPU asks for the memory with the vCPUs known, since the platform wants a ratio.
func (d *dialogue) nearCPU(s step) step {
	question := s.question
	s.question = func() Question {
		q := question()
		now, alone := d.defaults(), q.Validate
		q.Validate = func(answer string) error {
			if err := alone(answer); err != nil {
				return err
			}
			memory, _ := strconv.Atoi(answer) // as it was checked
			return fc.CheckRatio(now.CPU, memory)
		}
		if q.Validate(q.Default) != nil {
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
