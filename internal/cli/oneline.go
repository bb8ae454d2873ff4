package cli

import (
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/generator"
)

// oneLine is the command that makes the same project without a question, with
// the flags that differ from the defaults only.
func oneLine(c *generator.Catalog, s generator.Spec, dir string) (string, error) {
	words, err := c.Command(s)
	if err != nil {
		return "", err
	}
	if dir != "" && filepath.Clean(dir) != s.Name {
		words = append(words, "--dir", filepath.Clean(dir))
	}
	return quoted(append(words, "--yes")), nil
}

// quoted joins words into a line for a shell.
func quoted(words []string) string {
	var q []string
	for _, w := range words {
		q = append(q, generator.ShellQuote(w))
	}
	return strings.Join(q, " ")
}
