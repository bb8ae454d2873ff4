package rebuild

import (
	"bytes"
	"path/filepath"
	"strings"
)

// maxOutput is how much of the compiler's words is kept, in bytes.
const maxOutput = 64 << 10

// words is what the compiler said, with paths relative to the module and
// without its end of line.
func words(out []byte, module string) string {
	cut := ""
	if len(out) > maxOutput {
		out = out[:maxOutput]
		if end := bytes.LastIndexByte(out, '\n'); end > 0 {
			out = out[:end]
		}
		cut = "\n…"
	}
	text := strings.ToValidUTF8(string(out), "?")
	text = strings.ReplaceAll(text, module+string(filepath.Separator), "")
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	for i, line := range lines {
		line = strings.TrimSuffix(line, "\r")
		lines[i] = strings.TrimPrefix(line, "."+string(filepath.Separator))
	}
	return strings.Join(lines, "\n") + cut
}
