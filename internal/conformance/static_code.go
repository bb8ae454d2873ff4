package conformance

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/served"
)

// commandFiles looks for the files that the start command names.
func commandFiles(p *project) Result {
	if p.container() {
		return passed("the start command is the image's business")
	}
	if p.function.Code == "" {
		return skipped("the code is not on this machine")
	}
	command := p.function.Command
	key := "customRuntimeConfig.command"
	if len(command) == 0 {
		command, key = []string{fc.DefaultCommand}, "customRuntimeConfig"
	}
	if _, err := os.Stat(p.function.Code); errors.Is(err, fs.ErrNotExist) {
		return skipped("the code folder %s is not there yet: build it as for a deployment", p.shown(p.function.Code))
	}
	var findings []Finding
	for _, word := range command {
		file, ok := p.codeFile(word)
		if !ok {
			continue
		}
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			findings = append(findings, p.syamlFinding(key, fmt.Sprintf("the start command names %s, and there is no %s", word, p.shown(file))))
		}
	}
	r := judge(findings, "the start command %q finds its files", strings.Join(command, " "))
	r.Repeat = "ls -l " + quote(p.function.Code)
	return r
}

// codePort compares the port in s.yaml with where the code listens.
func codePort(p *project) Result {
	c, err := p.sources()
	if err != nil {
		return unread(err)
	}
	if c.language != "Go" {
		return skipped("only Go code is read for its port")
	}
	if c.golang.doubt != nil {
		return unknown("what the code serves is not certain: %v; BOOT/3 tries its port", c.golang.doubt)
	}
	as := served.Deployment{Port: p.function.Port, Env: p.function.Env}
	var findings []Finding
	open := len(c.golang.Listens) == 0
	for _, port := range c.golang.Listens {
		switch fit := port.At(as); {
		case fit == served.Yes && port.Loopback:
			return judge([]Finding{c.finding(port.Place, fmt.Sprintf("the code listens on %s, where the platform does not come in", port.Place.What))}, "")
		case fit == served.Yes && port.Told():
			return passed("the code reads the port from the environment (%s)", strings.Join(port.Env, ", "))
		case fit == served.Yes:
			return passed("the code listens on port %d", as.Port)
		case fit == served.Perhaps, p.container() && len(port.Env) > 0: // the image may set it
			open = true
		default:
			findings = append(findings, c.finding(port.Place, fmt.Sprintf("the code listens on %s, s.yaml says port %d", codeAddress(port), as.Port)))
		}
	}
	if open || len(findings) != 1 {
		return unknown("the code does not say for certain which port it listens on; BOOT/3 tries it")
	}
	return judge(findings, "")
}

// codeAddress is a port as the code has it.
func codeAddress(port served.Port) string {
	if strings.HasPrefix(port.Place.What, `"`) {
		return port.Place.What
	}
	return fmt.Sprintf("port %d", port.Number)
}

// hooksInCode looks in the code for the paths of the hooks that s.yaml configures.
func hooksInCode(p *project) Result {
	c, err := p.sources()
	if err != nil {
		return unread(err)
	}
	var findings []Finding
	var unsure, seen []string
	for _, h := range fc.Hooks() {
		if !p.function.Hooks[h.Name].Configured {
			continue
		}
		at, found := c.answers(h)
		switch {
		case found:
			seen = append(seen, fmt.Sprintf("%s is in %s:%d", h.Path, at.File, at.Line))
		case c.language == "Go" && c.golang.doubt == nil && len(c.golang.Foreign) == 0:
			findings = append(findings, p.syamlFinding("instanceLifecycleConfig."+h.Key,
				fmt.Sprintf("%s is configured, and nothing that is served at the function's port answers %s", h.Key, h.Path)))
		default:
			unsure = append(unsure, h.Path)
		}
	}
	switch {
	case len(findings) > 0:
		return judge(findings, "")
	case len(unsure) > 0 && c.language == "":
		return skipped("there is no code here to read")
	case len(unsure) > 0 && c.language == "Go" && c.golang.doubt != nil:
		return unknown("what the code serves is not certain: %v; INIT/2 and STOP/2 try the hooks", c.golang.doubt)
	case len(unsure) > 0:
		return unknown("the code that can be read does not name %s; a library may: INIT/2 and STOP/2 try it", strings.Join(unsure, " and "))
	case len(seen) == 0:
		return passed("s.yaml configures no hook")
	}
	return passed("%s", strings.Join(seen, ", "))
}

// hooksInConfig looks in s.yaml for the hooks that the code has a route for.
func hooksInConfig(p *project) Result {
	c, err := p.sources()
	if err != nil {
		return unread(err)
	}
	if c.language == "Go" && c.golang.doubt != nil {
		return unknown("what the code serves is not certain: %v", c.golang.doubt)
	}
	var findings []Finding
	for _, h := range fc.Hooks() {
		if at, found := c.answers(h); found && !p.function.Hooks[h.Name].Configured {
			at.Message = fmt.Sprintf("the code answers %s, and s.yaml configures no %s: the platform never calls it", h.Path, h.Key)
			findings = append(findings, at)
		}
	}
	return judge(findings, "every hook that the code answers is configured")
}

// keptConnections looks for server timeouts in Go code.
func keptConnections(p *project) Result {
	c, err := p.sources()
	if err != nil {
		return unread(err)
	}
	if c.language != "Go" {
		return skipped("only Go code is read for its server's timeouts; INVOKE/7 tries them")
	}
	if c.golang.doubt != nil {
		return unknown("what the code serves is not certain: %v; INVOKE/7 tries its connections", c.golang.doubt)
	}
	var findings []Finding
	var open []string
	for _, t := range c.golang.Timeouts {
		switch message := closes(t); {
		case !t.Known:
			open = append(open, fmt.Sprintf("%s at %s:%d", t.Field, t.Place.File, t.Place.Line))
		case message != "":
			findings = append(findings, c.finding(t.Place, message))
		}
	}
	if len(findings) == 0 && len(open) > 0 {
		return unknown("the value is not known of %s; INVOKE/7 tries the connections", strings.Join(open, ", "))
	}
	return judge(findings, "no timeout of an http.Server closes the platform's connections")
}

// answers is where the code answers a hook: in Go on the router that is served, in
// other languages where its path is named.
func (c *code) answers(h fc.Hook) (Finding, bool) {
	if c.language != "Go" {
		at, found := c.literals[h.Path]
		return at, found
	}
	at, found := c.golang.hook(h.Name)
	if !found {
		return Finding{}, false
	}
	return c.finding(at, ""), true
}
