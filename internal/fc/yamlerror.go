package fc

import (
	"regexp"
	"strconv"
	"strings"
)

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// YAMLError is what the YAML library says of a file that it cannot read, and
// the line that it names, from 1; 1 if it names none.
func YAMLError(err error) (line int, message string) {
	text := err.Error()
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits only; the largest number if there are too many
		return line, "it is not YAML: " + strings.TrimPrefix(text, m[0])
	}
	return 1, "it is not YAML: " + strings.TrimPrefix(text, "yaml: ")
}
