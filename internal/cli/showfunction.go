package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/devs"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/secret"
)

func showCommand() *command {
	return &command{
		name: "show", args: "[ID]", most: 1,
		summary: "show what is deployed, and where each value comes from",
		about: `Reads s.yaml as Serverless Devs does and prints the function with every variable
filled in and every type as it would be sent. Beside each value is the line that
it stands on, and the one that its variable has it from. What the fc3 component
adds is marked, and credentials are redacted. Without ID, every function with a
custom runtime is shown.`,
		examples: []example{
			{"fcgen show", "every function"},
			{"fcgen show api -t s.prod.yaml", "one function of another file"},
			{"fcgen show --json", "for programs"},
		},
		flags: []flag{
			projectFlag(), templateFlag(groupWhere), overlayFlag(groupWhere),
			{name: "json", kind: toggle, group: groupHow, about: "print it as JSON"},
		},
		run: func(ctx context.Context, p *program, c *cli.Context) error { return p.showFunctions(ctx, c) },
	}
}

// sentFunction is a function as it would be sent.
type sentFunction struct {
	File      string          `json:"file"`
	ID        string          `json:"id"`
	Component string          `json:"component,omitempty"`
	Props     json.RawMessage `json:"props"`   // resolved and typed, credentials redacted
	Origins   []origin        `json:"origins"` // of each single value, in the order of the file
	lines     []string
}

// origin is where a value comes from.
type origin struct {
	Key     string   `json:"key"`               // "customRuntimeConfig.port", "triggers[0].triggerName"
	At      string   `json:"at,omitempty"`      // the line that it stands on: "s.yaml:14"
	From    []string `json:"from,omitempty"`    // where its variables have it from: ".env:2"
	Default string   `json:"default,omitempty"` // "fc3": the component adds it
	Problem string   `json:"problem,omitempty"` // why a variable in it has no value
}

func (p *program) showFunctions(ctx context.Context, c *cli.Context) error {
	dir := cmp.Or(c.String("dir"), ".")
	found, err := p.locate(ctx, dir, p.readChoice(c, dir))
	switch {
	case err != nil:
		return err
	case found.SYAML == "":
		return p.noSYAML(dir)
	case found.File == nil:
		return found.FileErr
	case found.Above:
		p.noteFound(found)
	}
	file := found.File
	ids := file.Functions()
	if id := c.Args().First(); id != "" {
		if _, err := file.Function(id); errors.As(err, new(*manifest.NotFound)) {
			return err
		}
		ids = []string{id}
	} else if len(ids) == 0 {
		return &manifest.NotFound{File: p.shown(file.File)}
	}
	var all []sentFunction
	for _, id := range ids {
		r, _ := file.Resource(id)
		all = append(all, p.sent(file, r))
	}
	var out []byte
	if c.Bool("json") {
		if out, err = encodeJSON(all); err != nil {
			return err
		}
	} else {
		var b bytes.Buffer
		for i, f := range all {
			if i > 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "%s: # in %s\n", f.ID, f.File)
			for _, line := range f.lines {
				fmt.Fprintf(&b, "  %s\n", line)
			}
		}
		out = b.Bytes()
	}
	_, err = p.out.Write(out)
	return err
}

// noSYAML is the error for a folder that no s.yaml deploys.
func (p *program) noSYAML(dir string) error {
	refused := refusef("there is no s.yaml in %q", p.shorten(p.path(dir)))
	for _, below := range project.Below(p.path(dir), 4) {
		refused = refused.hintf("fcgen show --dir %s", generator.ShellQuote(filepath.ToSlash(filepath.Join(p.shorten(p.path(dir)), filepath.FromSlash(below)))))
	}
	return refused.hintf("name one: fcgen show -t FILE, or its folder: fcgen show --dir FOLDER")
}

// sender writes down one function.
type sender struct {
	p        *program
	redactor *secret.Redactor
	function *sentFunction
	rows     [][2]string // a line of YAML, and the comment beside it
}

func (p *program) sent(file *manifest.File, r devs.Resource) sentFunction {
	f := sentFunction{File: p.shown(file.File), ID: r.ID, Component: r.Component}
	s := &sender{p: p, redactor: secret.NewRedactor(), function: &f}
	s.redactor.AddEnviron(p.Environ)
	var props bytes.Buffer
	props.WriteByte('{')
	for _, e := range r.Props.Entries() {
		s.value(&props, e.Key, e.Key, 0, e.Value)
		props.WriteByte(',')
	}
	memory := fc.DefaultMemory
	if m := r.Props.Get("memorySize"); m != nil {
		memory = int(m.Number)
	}
	for _, d := range fc.FilledIn(func(key string) bool { return r.Props.Get(key) != nil }, memory) {
		data, _ := json.Marshal(d.Value) // a text, a number or a boolean
		fmt.Fprintf(&props, "%q:%s,", d.Key, data)
		s.rows = append(s.rows, [2]string{d.Key + ": " + string(data), "default of fc3"})
		f.Origins = append(f.Origins, origin{Key: d.Key, Default: "fc3"})
	}
	f.Props = append(bytes.TrimSuffix(props.Bytes(), []byte(",")), '}')
	width := 0
	for _, row := range s.rows {
		if n := len([]rune(row[0])); row[1] != "" && n <= 60 {
			width = max(width, n)
		}
	}
	for _, row := range s.rows {
		line := row[0]
		if row[1] != "" {
			line = fmt.Sprintf("%-*s  # %s", width, row[0], row[1])
		}
		f.lines = append(f.lines, line)
	}
	return f
}

// plainKey is a key that needs no quotes.
var plainKey = regexp.MustCompile(`^[A-Za-z_][\w.-]*$`)

// value writes a key with its value, as JSON and as lines of YAML.
func (s *sender) value(out *bytes.Buffer, path, key string, depth int, v *devs.Value) {
	indent := strings.Repeat("  ", depth)
	name := key
	if !plainKey.MatchString(key) {
		name = quotedJSON(key)
	}
	fmt.Fprintf(out, "%s:", quotedJSON(key))
	s.inside(out, path, key, indent+name+":", depth, v)
}

func (s *sender) inside(out *bytes.Buffer, path, key, lead string, depth int, v *devs.Value) {
	indent := strings.Repeat("  ", depth+1)
	switch {
	case v.Kind == devs.Map && len(v.Entries()) > 0:
		s.rows = append(s.rows, [2]string{lead})
		out.WriteByte('{')
		for i, e := range v.Entries() {
			if i > 0 {
				out.WriteByte(',')
			}
			s.value(out, path+"."+e.Key, e.Key, depth+1, e.Value)
		}
		out.WriteByte('}')
	case v.Kind == devs.List && len(v.Items) > 0:
		s.rows = append(s.rows, [2]string{lead})
		out.WriteByte('[')
		for i, item := range v.Items {
			if i > 0 {
				out.WriteByte(',')
			}
			s.inside(out, fmt.Sprintf("%s[%d]", path, i), key, indent+"-", depth+1, item)
		}
		out.WriteByte(']')
	default:
		data := s.single(key, v)
		out.WriteString(data)
		o := origin{Key: path, At: s.place(v.At)}
		for _, from := range v.Via {
			o.From = append(o.From, s.place(from))
		}
		comment := o.At
		if len(o.From) > 0 {
			comment += ", from " + strings.Join(o.From, ", ")
		}
		if v.Problem != nil {
			o.Problem = v.Problem.Why
			comment += ": " + o.Problem
		}
		s.rows = append(s.rows, [2]string{lead + " " + data, comment})
		s.function.Origins = append(s.function.Origins, o)
	}
}

func quotedJSON(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text
	return strings.TrimSpace(b.String())
}

// readVariables are the variables of the environment that a text names.
var readVariables = regexp.MustCompile(`env\(\s*['"` + "`" + `]?([\w.-]+)`)

// single is a value that holds no others as JSON, without credentials.
func (s *sender) single(key string, v *devs.Value) string {
	switch v.Kind {
	case devs.Map:
		return "{}"
	case devs.List:
		return "[]"
	case devs.Undefined, devs.Null:
		return "null"
	case devs.Bool, devs.Number:
		return v.String()
	}
	hidden := secret.IsName(key)
	for _, m := range readVariables.FindAllStringSubmatch(v.Written, -1) {
		hidden = hidden || secret.IsName(m[1])
	}
	if hidden && v.Problem == nil && v.Text != "" {
		return quotedJSON(secret.Redacted)
	}
	return quotedJSON(s.redactor.Redact(v.Text))
}

func (s *sender) place(at devs.Place) string {
	if at.File != devs.Environment && at.File != "" {
		at.File = s.p.shown(at.File)
	}
	return at.String()
}
