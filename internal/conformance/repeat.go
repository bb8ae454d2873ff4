package conformance

import (
	"cmp"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// recipe notes how to start the program by hand. The function's own variables
// are left out: they may hold what is not to be shown.
func (s *server) recipe(env map[string]string) {
	port := fmt.Sprint(s.driver.config.Function.Port)
	words := []string{}
	for _, name := range fc.PortVariables() {
		words = append(words, name+"="+port)
	}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		words = append(words, name+"="+quote(env[name]))
	}
	for _, arg := range s.driver.config.Program.Args {
		words = append(words, quote(arg))
	}
	if dir := s.driver.config.Program.Dir; dir != "" {
		s.step("cd %s", quote(dir))
	}
	s.step("%s & pid=$!; sleep 2", strings.Join(words, " "))
}

// again notes that the program is started once more.
func (s *server) again() { s.recipe(nil) }

// step notes a shell line that does what is done.
func (s *server) step(format string, args ...any) {
	s.steps = append(s.steps, fmt.Sprintf(format, args...))
}

// show notes a request as a curl line, with options of curl before its address.
func (s *server) show(r request, options string) {
	words := []string{"curl", "-i"}
	if options != "" {
		words = append(words, options)
	}
	switch {
	case r.method == http.MethodHead:
		words = append(words, "-I")
	case r.method != http.MethodGet:
		words = append(words, "-X", quote(r.method))
	}
	header := map[string]string{fc.HeaderRequestID: r.id, fc.HeaderControlPath: r.control}
	for name, values := range r.header {
		if values == nil {
			delete(header, http.CanonicalHeaderKey(name))
			continue
		}
		header[http.CanonicalHeaderKey(name)] = strings.Join(values, ", ")
	}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		value := header[name]
		if slices.Contains(fc.CredentialHeaders(), name) {
			value = "SECRET"
		}
		if len(value) > 200 {
			words = append(words, "-H", fmt.Sprintf(`"%s: $(head -c %d /dev/zero | tr '\0' x)"`, strings.ToLower(name), len(value)))
			continue
		}
		words = append(words, "-H", quote(strings.ToLower(name)+": "+value))
	}
	if r.method == http.MethodPost {
		if _, there := header["Content-Type"]; !there {
			words = append(words, "-H", "'Content-Type:'") // curl would add one of its own
		}
		words = append(words, "--data-raw", quote(string(r.body)))
	}
	address := cmp.Or(s.scheme, "http") + "://" + s.shownHost()
	if len(r.path) > 200 {
		words = append(words, fmt.Sprintf(`"%s/$(head -c %d /dev/zero | tr '\0' x)"`, address, len(r.path)-1))
	} else {
		words = append(words, quote(address+r.path))
	}
	s.step("%s", strings.Join(words, " "))
}

// showWire notes something sent on one connection, in parts, with so many
// seconds after each, by a command that may run beside the next one.
func (s *server) showWire(suffix string, parts ...timed) {
	var script []string
	for _, p := range parts {
		script = append(script, fmt.Sprintf("printf '%s'; sleep %v", p.text, p.pause))
	}
	host, port, _ := net.SplitHostPort(withPort(s.shownHost(), s.scheme)) // withPort gives it one
	s.step("(%s) | nc %s %s%s", strings.Join(script, "; "), host, port, suffix)
}

// timed is text for printf and a pause in seconds.
type timed struct {
	text  string
	pause float64
}

// text is a request for printf, with the first bytes of its body.
func (r request) text(length int, body string) string {
	lines := []string{
		r.method + " " + r.path + " HTTP/1.1", "host: fc",
		strings.ToLower(fc.HeaderRequestID) + ": " + r.id, strings.ToLower(fc.HeaderControlPath) + ": " + r.control,
	}
	if length > 0 {
		lines = append(lines, fmt.Sprintf("content-length: %d", length))
	}
	return strings.Join(lines, `\r\n`) + `\r\n\r\n` + body
}

// shownHost is where a person who repeats it finds the server.
func (s *server) shownHost() string {
	if s.in == nil {
		return s.host
	}
	return addressOf(s.driver.config.Function.Port)
}

// report completes a case's result with the log and with how to repeat it.
func (s *server) report(r Result) Result {
	if r.Log == nil {
		r.Log = s.transcript.tail(logLines)
	}
	if r.Repeat == "" {
		r.Repeat = s.repeat()
	}
	return r
}

func (s *server) repeat() string { return strings.Join(s.steps, "\n") }

// quote is a word for a POSIX shell.
func quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=@%+,", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(line)
}
