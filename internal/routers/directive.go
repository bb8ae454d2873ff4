package routers

import (
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

const prefix = "//fcgen:"

// verbs lists, for each place that a directive can have, what may stand there.
func verbs(place string) []string {
	switch place {
	case "file":
		return []string{"router", "title", "name", "paste", "refuse", "let", "limits", "hook"}
	case "package":
		return []string{"paste", "hooks"}
	case "type":
		return []string{"engine", "routes", "server", "handler", "as"}
	case "field":
		return []string{"server", "timeout"}
	case "variable":
		return []string{"standard"}
	}
	return []string{"serve", "route", "group", "mount", "passes", "method", "address", "keepalive", "middleware", "fallback", "same", "makes"}
}

// sentence is a directive in its parts: words, and keys with values.
type sentence struct {
	verb, rest string
	words      []string
	keys       map[string]string
}

// read takes a line apart. ok is false if it is no directive.
func read(line, place string) (s sentence, ok bool, err error) {
	text, ok := strings.CutPrefix(strings.TrimSpace(line), prefix)
	if !ok {
		return s, false, nil
	}
	s.verb, s.rest, _ = strings.Cut(text, " ")
	s.rest, s.keys = strings.TrimSpace(s.rest), map[string]string{}
	if !slices.Contains(verbs(place), s.verb) {
		return s, true, fmt.Errorf("%q is no directive of a %s: %s", s.verb, place, strings.Join(verbs(place), ", "))
	}
	if place == "package" || place == "file" && s.verb != "hook" {
		if s.rest == "" {
			return s, true, fmt.Errorf("%s needs a text", s.verb)
		}
		return s, true, nil
	}
	for word := range strings.FieldsSeq(s.rest) {
		key, value, pair := strings.Cut(word, "=")
		switch {
		case !pair:
			s.words = append(s.words, word)
		case s.keys[key] != "" || value == "":
			return s, true, fmt.Errorf("%s has %q, which says nothing or says it twice", s.verb, word)
		default:
			s.keys[key] = value
		}
	}
	return s, true, nil
}

// done declines what of a directive was not understood.
func (s *sentence) done() error {
	for key := range s.keys {
		return fmt.Errorf("%s knows no %s=", s.verb, key)
	}
	if len(s.words) > 0 {
		return fmt.Errorf("%s knows no %q", s.verb, s.words[0])
	}
	return nil
}

// word takes one of some words, if it is there.
func (s *sentence) word(is func(string) bool) string {
	i := slices.IndexFunc(s.words, is)
	if i < 0 {
		return ""
	}
	w := s.words[i]
	s.words = slices.Delete(s.words, i, i+1)
	return w
}

func (s *sentence) has(word string) bool {
	return s.word(func(w string) bool { return w == word }) != ""
}

func (s *sentence) text(key string) string {
	value := s.keys[key]
	delete(s.keys, key)
	return value
}

// arg takes the value of a key as a place in a call, which may be one of some kinds.
func (s *sentence) arg(key string, of shape, kinds ...From) (Arg, error) {
	value := s.text(key)
	if value == "" {
		return Arg{}, nil
	}
	a, err := of.arg(value)
	if err == nil && !slices.Contains(kinds, a.From) {
		err = fmt.Errorf("%s cannot be %q", key, value)
	}
	if err != nil {
		return a, fmt.Errorf("%s: %w", s.verb, err)
	}
	return a, nil
}

// shape is what a call of a function can have.
type shape struct {
	params int
	method bool
}

func (of shape) arg(value string) (Arg, error) {
	switch {
	case value == "last" && of.params > 0:
		return Arg{From: Last}, nil
	case value == "result":
		return Arg{From: Result}, nil
	case value == "options":
		return Arg{From: Options}, nil
	case value == "recv" && of.method:
		return Arg{From: Receiver}, nil
	}
	if field, ok := strings.CutPrefix(value, "recv."); ok && of.method && token.IsIdentifier(field) {
		return Arg{From: Receiver, Field: field}, nil
	}
	i, err := strconv.Atoi(value)
	if err != nil || i < 0 || i >= of.params {
		return Arg{}, fmt.Errorf("%q is nothing that the call has", value)
	}
	return Arg{From: Argument, Index: i}, nil
}

// apply adds what a sentence says of a function.
func (f *Func) apply(s *sentence, of shape) (err error) {
	switch s.verb {
	case "serve":
		err = f.serve(s, of)
	case "route":
		err = f.route(s, of)
	case "group":
		g := &Group{}
		f.Group = g
		if g.Prefix, err = s.arg("prefix", of, Argument); err == nil {
			g.Into, err = s.arg("into", of, Argument)
		}
	case "mount":
		f.Mount, err = s.handler(of)
	case "passes":
		if f.Curried = s.has("curried"); !f.Curried {
			f.Passes, err = s.handler(of)
		}
	case "method", "address", "keepalive":
		to := map[string]*Arg{"method": &f.Method, "address": &f.Address, "keepalive": &f.KeepAlive}[s.verb]
		*to, err = of.arg(s.word(func(string) bool { return true }))
	case "same":
		if f.Same = of.method; !f.Same {
			err = fmt.Errorf("same is about a method")
		}
	default:
		f.is(s)
	}
	if err != nil {
		return err
	}
	return s.done()
}

// is adds what a sentence says in one word.
func (f *Func) is(s *sentence) {
	switch s.verb {
	case "middleware":
		f.Middleware = Later
		for word, covers := range map[string]Middleware{"all": Every, "first": First} {
			if s.has(word) {
				f.Middleware = covers
			}
		}
	case "fallback":
		f.Fallback = true
	case "makes":
		f.Makes = true
	}
}

// handler is the argument that a sentence has to name.
func (s *sentence) handler(of shape, also ...From) (Arg, error) {
	a, err := s.arg("handler", of, append(also, Argument, Last)...)
	if err == nil && !a.Given() {
		err = fmt.Errorf("%s needs handler=", s.verb)
	}
	return a, err
}

func (f *Func) serve(s *sentence, of shape) (err error) {
	v := &Serve{Env: s.text("env")}
	f.Serve = v
	if v.Handler, err = s.handler(of, Receiver, Result); err != nil {
		return err
	}
	if v.Addr, err = s.arg("addr", of, Argument, Receiver, Options); err != nil {
		return err
	}
	if v.Addr.From == Receiver && v.Addr.Field == "" {
		return fmt.Errorf("serve: addr is a field of the receiver")
	}
	if v.Server, err = s.arg("server", of, Argument); err != nil {
		return err
	}
	if port := s.text("default"); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return fmt.Errorf("serve: %q is no port", port)
		}
		v.Default = int(n)
	}
	return nil
}

func (f *Func) route(s *sentence, of shape) (err error) {
	r := &Route{Below: s.has("below"), Method: s.word(isMethod)}
	f.Route, f.Standard = r, s.has("standard")
	if r.MethodArg, err = s.arg("method", of, Argument); err != nil {
		return err
	}
	if r.Path, err = s.arg("path", of, Argument); err != nil {
		return err
	}
	switch {
	case !r.Path.Given():
		return fmt.Errorf("route needs path=")
	case r.Method != "" && r.MethodArg.Given():
		return fmt.Errorf("route has two methods")
	case f.Standard && of.method:
		return fmt.Errorf("a method's router is what it is called on, not the standard one")
	}
	return nil
}

func isMethod(word string) bool {
	return word != "" && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// hook reads how hooks come to a router.
func (h *Hook) hook(s *sentence) error {
	if h.Form != "" {
		return fmt.Errorf("hook is said twice")
	}
	h.Form, h.Path = s.text("form"), s.text("import")
	h.Import = s.has("import") || h.Path != ""
	h.Late, h.Front, h.Early, h.Ordered = s.has("late"), s.has("front"), s.has("early"), s.has("ordered")
	if !slices.Contains([]string{"routes", "around", "late"}, h.Form) {
		return fmt.Errorf("hook needs form=: routes, around or late")
	}
	return s.done()
}

// apply adds what a sentence says of a type.
func (t *Type) apply(s *sentence) error {
	switch s.verb {
	case "engine":
		t.Engine, t.Value, t.Groups = true, s.has("value"), s.has("groups")
	case "routes":
		t.Routes = true
	case "server":
		t.Server = Server{s.text("handler"), s.text("addr")}
		if t.Server.Handler == "" || t.Server.Addr == "" {
			return fmt.Errorf("server needs handler= and addr=, the names of its fields")
		}
	case "handler":
		t.Handler = true
	case "as":
		if t.As = s.word(token.IsIdentifier); t.As == "" {
			return fmt.Errorf("as needs a type")
		}
	}
	return s.done()
}
