package conformance

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/secret"
)

// imageSecrets looks for credentials that come into the image.
func imageSecrets(p *project, d *dockerfile, final []stage) Result {
	var findings []Finding
	for _, in := range all(d.stages, "ENV", "ARG") {
		set := assignments(in.rest)
		for _, name := range slices.Sorted(maps.Keys(set)) {
			if secret.IsName(name) && set[name] != "" && !strings.HasPrefix(set[name], "$") {
				findings = append(findings, d.found(in.line, "%s %s has a value: whoever has the image can read it", in.word, name))
			}
		}
	}
	for _, in := range all(final, "COPY", "ADD") {
		words := slices.DeleteFunc(commandWords(in.rest), func(w string) bool { return strings.HasPrefix(w, "--") })
		if strings.Contains(in.rest, "--from=") || len(words) < 2 {
			continue
		}
		for _, from := range words[:len(words)-1] {
			switch {
			case isSecretFile(path.Base(filepath.ToSlash(from))):
				findings = append(findings, d.found(in.line, "%s brings %s into the image", in.word, from))
			case path.Clean(from) == "." && p.sendsEnv():
				findings = append(findings, d.found(in.line, "%s %s brings .env into the image: .dockerignore does not name it", in.word, from))
			}
		}
	}
	return judge(findings, "no credential comes into the image")
}

// isSecretFile knows the names of files that hold credentials.
func isSecretFile(name string) bool {
	known := []string{".env", ".netrc", ".aliyun", ".aws", ".ssh", ".s", "id_rsa", "id_ed25519", "credentials", "credentials.json", "access.yaml"}
	return slices.Contains(known, name) || strings.HasPrefix(name, ".env.") && name != ".env.example" ||
		strings.HasSuffix(name, ".pem") || strings.HasSuffix(name, ".key")
}

// sendsEnv reports whether there is a .env that .dockerignore does not keep back.
func (p *project) sendsEnv() bool {
	if _, err := os.Stat(filepath.Join(p.folder(), ".env")); err != nil {
		return false
	}
	data, err := p.read(filepath.Join(p.folder(), ".dockerignore"))
	if err != nil {
		return true
	}
	sends := true
	for line := range strings.Lines(string(data)) {
		pattern, again := strings.CutPrefix(strings.TrimSpace(line), "!")
		pattern = strings.TrimPrefix(strings.TrimPrefix(pattern, "/"), "**/")
		if ok, err := path.Match(pattern, ".env"); err == nil && ok {
			sends = again
		}
	}
	return sends
}
