package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ofImage makes a rule about the Dockerfile into a rule about the project.
func ofImage(rule func(*project, *dockerfile, []stage) Result) func(*project) Result {
	return func(p *project) Result {
		d, err := p.dockerfile()
		switch {
		case err != nil:
			return unread(err)
		case d == nil:
			return skipped("there is no Dockerfile")
		case len(d.stages) == 0:
			return judge([]Finding{{File: d.file, Line: 1, Message: "it has no FROM"}}, "")
		}
		return rule(p, d, d.final())
	}
}

func (d *dockerfile) found(line int, format string, args ...any) Finding {
	return Finding{File: d.file, Line: line, Message: fmt.Sprintf(format, args...)}
}

// imagePlatform looks for another platform than the one that there is.
func imagePlatform(_ *project, d *dockerfile, final []stage) Result {
	var findings []Finding
	last := final[len(final)-1]
	for _, s := range final {
		switch {
		case s.platform == "" || isAMD64(s.platform) || strings.Contains(s.platform, "TARGETPLATFORM"):
		case strings.Contains(s.platform, "BUILDPLATFORM"):
			findings = append(findings, d.found(s.line, "the image is for the processor of whoever builds it: only build stages may say $BUILDPLATFORM"))
		default:
			findings = append(findings, d.found(s.line, "the image is for %s", s.platform))
		}
	}
	arch := regexp.MustCompile(`\bGOARCH[= ]["']?([a-z0-9]+)`)
	for _, in := range all(d.stages, "RUN", "ENV") {
		if m := arch.FindStringSubmatch(in.rest); m != nil && m[1] != "amd64" {
			findings = append(findings, d.found(in.line, "the program is built for %s", m[1]))
		}
	}
	return judge(findings, "the last stage, FROM %s, names no other platform than linux/amd64", last.image)
}

func isAMD64(platform string) bool {
	return platform == "linux/amd64" || strings.HasPrefix(platform, "linux/amd64/")
}

// platformNamed looks for the place that names the platform for the build.
func platformNamed(p *project, d *dockerfile, final []stage) Result {
	if !p.container() {
		return passed("the runtime %s starts no image", p.function.Runtime)
	}
	last := final[len(final)-1]
	if isAMD64(last.platform) {
		return passed("%s:%d names %s", d.file, last.line, last.platform)
	}
	for _, name := range p.buildFiles() {
		data, err := p.read(name)
		if err != nil {
			continue
		}
		if regexp.MustCompile(`--platform[= ]["']?linux/amd64`).Match(data) {
			return passed("%s builds with --platform linux/amd64", p.shown(name))
		}
		if name == p.function.File && regexp.MustCompile(`\bfc3 build\b`).Match(data) {
			return unknown("the image is built by fc3 build, which chooses the platform")
		}
	}
	return judge([]Finding{d.found(last.line, "nothing names the platform: on a machine with another processor, the image is for that")}, "")
}

// exposedPort compares EXPOSE with the port in s.yaml.
func exposedPort(p *project, d *dockerfile, final []stage) Result {
	exposes := all(final, "EXPOSE")
	if len(exposes) == 0 {
		return judge([]Finding{d.found(final[len(final)-1].line, "it has no EXPOSE: s.yaml says port %d", p.function.Port)}, "")
	}
	var ports []string
	for _, in := range exposes {
		for _, word := range strings.Fields(expandImage(d, final, in.rest)) {
			port, _, _ := strings.Cut(word, "/")
			if port == strconv.Itoa(p.function.Port) {
				return passed("EXPOSE %s is the port in s.yaml", port)
			}
			ports = append(ports, port)
		}
	}
	if strings.Contains(strings.Join(ports, " "), "$") {
		return unknown("EXPOSE %s is known when the image is built", strings.Join(ports, " "))
	}
	in := exposes[len(exposes)-1]
	return judge([]Finding{d.found(in.line, "EXPOSE %s, and s.yaml says port %d", strings.Join(ports, " "), p.function.Port)}, "")
}

// expandImage fills in the variables that the image's stages set.
func expandImage(d *dockerfile, final []stage, text string) string {
	for _, in := range all(final, "ENV", "ARG") {
		text = expandVariables(text, assignments(in.rest))
	}
	return d.expand(text)
}

// assignments are the variables of ENV and ARG: NAME=value …, or NAME value.
func assignments(rest string) map[string]string {
	found := map[string]string{}
	if name, value, ok := strings.Cut(rest, " "); ok && !strings.Contains(name, "=") {
		found[name] = strings.TrimSpace(value)
		return found
	}
	for _, m := range regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_]*)=("[^"]*"|'[^']*'|[^\s]*)`).FindAllStringSubmatch(rest, -1) {
		found[m[1]] = strings.Trim(m[2], `"'`)
	}
	return found
}

// imageLoopback looks for a variable or an option that makes a server listen
// where only its own machine reaches it.
func imageLoopback(_ *project, d *dockerfile, final []stage) Result {
	names := []string{
		"HOST", "HOSTNAME", "ADDR", "ADDRESS", "BIND", "BIND_ADDR", "LISTEN", "LISTEN_ADDR", "LISTEN_ADDRESS", "SERVER_HOST", "SERVER_ADDR",
		"SERVER_ADDRESS", "APP_HOST", "APP_ADDR", "HTTP_HOST", "HTTP_ADDR", "FLASK_RUN_HOST", "UVICORN_HOST",
	}
	options := []string{"-b", "-h", "-H", "--bind", "--host", "--hostname", "--listen", "--addr", "--address", "-addr", "-host", "-listen", "-bind"}
	local := func(value string) bool {
		value = strings.TrimPrefix(value, "http://")
		return value == "localhost" || strings.HasPrefix(value, "localhost:") || strings.HasPrefix(value, "127.") || value == "::1" || strings.HasPrefix(value, "[::1]")
	}
	var findings []Finding
	for _, in := range all(final, "ENV") {
		set := assignments(in.rest)
		for _, name := range names {
			if local(set[name]) {
				findings = append(findings, d.found(in.line, "%s is %s: a server that listens there cannot be reached", name, set[name]))
			}
		}
	}
	for _, in := range all(final, "CMD", "ENTRYPOINT") {
		words := commandWords(in.rest)
		for i, word := range words {
			option, value, joined := strings.Cut(word, "=")
			if !joined && i+1 < len(words) {
				value = words[i+1]
			}
			if slices.Contains(options, option) && local(value) {
				findings = append(findings, d.found(in.line, "%s %s: a server that listens there cannot be reached", option, value))
			}
		}
	}
	return judge(findings, "nothing says 127.0.0.1 or localhost as the address to listen on")
}

// commandWords are the words of CMD and ENTRYPOINT in either form.
func commandWords(rest string) []string {
	var words []string
	if json.Unmarshal([]byte(rest), &words) == nil {
		return words
	}
	return strings.Fields(rest)
}

// startsSomething looks for the image's start command.
func startsSomething(p *project, d *dockerfile, final []stage) Result {
	last, base := final[len(final)-1], final[0].image
	bare := base == "scratch" || strings.Contains(base, "distroless/static") || strings.Contains(base, "distroless/base")
	starts := all(final, "CMD", "ENTRYPOINT")
	var findings []Finding
	for _, in := range starts {
		if bare && !strings.HasPrefix(in.rest, "[") {
			findings = append(findings, d.found(in.line, "%s in this form needs /bin/sh, which %s does not have: write it as a list, %s [\"/bootstrap\"]", in.word, base, in.word))
		}
	}
	switch {
	case len(findings) > 0:
		return judge(findings, "")
	case len(starts) > 0:
		in := starts[len(starts)-1]
		return passed("%s %s", in.word, in.rest)
	case p.container() && len(p.function.Command) > 0:
		return passed("s.yaml has the command %q", strings.Join(p.function.Command, " "))
	}
	name, _, _ := strings.Cut(path.Base(base), ":")
	if bare || slices.Contains([]string{"alpine", "debian", "ubuntu", "golang", "busybox", "node", "python"}, name) {
		return judge([]Finding{d.found(last.line, "it has neither CMD nor ENTRYPOINT, and %s starts no server", base)}, "")
	}
	return unknown("it has neither CMD nor ENTRYPOINT; %s may have one", base)
}

// leanImage looks for a Go toolchain in the image.
func leanImage(_ *project, d *dockerfile, final []stage) Result {
	base := final[0]
	name, _, _ := strings.Cut(path.Base(base.image), ":")
	if name == "golang" {
		return judge([]Finding{d.found(base.line, "the image is built upon %s: it holds the whole toolchain and the sources", base.image)}, "")
	}
	return passed("the image is built upon %s", base.image)
}

// pinnedBuild looks for commands that change what is built from day to day.
func pinnedBuild(_ *project, d *dockerfile, _ []stage) Result {
	var findings []Finding
	moves := regexp.MustCompile(`\bgo\s+(mod\s+tidy|get)\b`)
	for _, in := range all(d.stages, "RUN") {
		if m := moves.FindString(in.rest); m != "" {
			findings = append(findings, d.found(in.line, "%s in the build chooses versions anew, without go.sum's say", strings.Join(strings.Fields(m), " ")))
		}
	}
	return judge(findings, "the build takes its modules as go.mod and go.sum have them")
}

// imageUser looks for a user other than root.
func imageUser(_ *project, d *dockerfile, final []stage) Result {
	users := all(final, "USER")
	last := final[len(final)-1]
	if len(users) == 0 {
		if strings.Contains(last.image, "nonroot") {
			return passed("%s has a user of its own", last.image)
		}
		return judge([]Finding{d.found(last.line, "it has no USER: the server runs as root")}, "")
	}
	in := users[len(users)-1]
	user, _, _ := strings.Cut(in.rest, ":")
	if user == "root" || user == "0" {
		return judge([]Finding{d.found(in.line, "the server runs as %s", user)}, "")
	}
	return passed("the server runs as %s", in.rest)
}

// buildFiles are the files that may say how the image is built.
func (p *project) buildFiles() []string {
	scripts, _ := filepath.Glob(filepath.Join(p.folder(), "*.sh")) // the pattern is right unless the folder has brackets
	return append([]string{p.function.File, filepath.Join(p.folder(), "Makefile")}, scripts...)
}

// dockerBuild is a call of docker build, with the lines that continue it.
var dockerBuild = regexp.MustCompile(`docker (?:buildx |image )?build\b(?:[^\n\\]|\\\r?\n|\\.)*`)

// unattested looks for builds of the image that add attestations to it.
func unattested(p *project, _ *dockerfile, _ []stage) Result {
	if !p.container() {
		return passed("the runtime %s starts no image", p.function.Runtime)
	}
	var findings []Finding
	seen := 0
	for _, name := range p.buildFiles() {
		data, err := p.read(name)
		if err != nil {
			continue
		}
		off := bytes.Contains(data, []byte("BUILDX_NO_DEFAULT_ATTESTATIONS=1"))
		for _, at := range dockerBuild.FindAllIndex(data, -1) {
			seen++
			if !off && !bytes.Contains(data[at[0]:at[1]], []byte("--provenance=false")) {
				findings = append(findings, Finding{
					File: p.shown(name), Line: 1 + bytes.Count(data[:at[0]], []byte("\n")),
					Message: "docker build without --provenance=false adds attestations, for which the platform refuses the image",
				})
			}
		}
	}
	if seen == 0 {
		return passed("nothing here calls docker build")
	}
	return judge(findings, "every docker build goes without attestations")
}
