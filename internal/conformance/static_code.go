package conformance

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
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

// codePort compares the port in s.yaml with what the code says in so many words.
func codePort(p *project) Result {
	c, err := p.sources()
	if err != nil {
		return unread(err)
	}
	g, want := c.golang, p.function.Port
	if c.language != "Go" {
		return skipped("only Go code is read for its port")
	}
	if g.readsPort {
		return passed("the code reads the port from the environment (%s)", strings.Join(fc.PortVariables(), ", "))
	}
	listens := resolved(g)
	var findings []Finding
	sure := c.whole && len(listens) > 0 && !g.profiles
	for _, l := range listens {
		port := portOf(l.address)
		switch {
		case port == want && loopback(l.address):
			l.at.Message = fmt.Sprintf("the code listens on %q, where the platform does not come in", l.address)
			return judge([]Finding{l.at}, "")
		case port == want:
			return passed("the code listens on %q", l.address)
		case port == 0:
			sure = false
		default:
			l.at.Message = fmt.Sprintf("the code listens on %q, s.yaml says port %d", l.address, want)
			findings = append(findings, l.at)
		}
	}
	if !sure || len(findings) != 1 {
		return unknown("the code does not say in so many words which port it listens on; BOOT/3 tries it")
	}
	return judge(findings, "")
}

// resolved are the places where the code listens, each with its address if
// there is no doubt about it.
func resolved(g goCode) []listen {
	var all []listen
	for _, l := range g.listens {
		if l.method && len(g.servers) == 1 {
			l.address = g.servers[0].address
		}
		all = append(all, l)
	}
	return all
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
		at, found := c.literals[h.Path]
		switch {
		case found:
			seen = append(seen, fmt.Sprintf("%s is in %s:%d", h.Path, at.File, at.Line))
		case c.language == "Go" && c.whole && !c.golang.foreign:
			findings = append(findings, p.syamlFinding("instanceLifecycleConfig."+h.Key,
				fmt.Sprintf("%s is configured, and nothing in the code names %s", h.Key, h.Path)))
		default:
			unsure = append(unsure, h.Path)
		}
	}
	switch {
	case len(findings) > 0:
		return judge(findings, "")
	case len(unsure) > 0 && c.language == "":
		return skipped("there is no code here to read")
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
	var findings []Finding
	for _, h := range fc.Hooks() {
		if at, found := c.literals[h.Path]; found && !p.function.Hooks[h.Name].Configured {
			at.Message = fmt.Sprintf("the code names %s, and s.yaml configures no %s: the platform never calls it", h.Path, h.Key)
			findings = append(findings, at)
		}
	}
	return judge(findings, "every hook that the code names is configured")
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
	return judge(c.golang.timeouts, "no timeout of an http.Server closes the platform's connections")
}
