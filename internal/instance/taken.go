package instance

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/process"
)

// searchedLines is how far back the reason of an end is looked for: a stack
// trace follows it in some languages.
const searchedLines = 200

// takenPort explains "address already in use", if the last lines say so, and
// names who has the port where the system tells.
func (in *Instance) takenPort() string {
	lines := in.Tail(searchedLines)
	for i, line := range lines {
		if !saysTaken(line.Text) {
			continue
		}
		text := line.Text
		if i+1 < len(lines) { // Flask names the port in a line of its own
			text += "\n" + lines[i+1].Text
		}
		port := in.takenIn(text)
		hint := fmt.Sprintf("port %d is in use", port)
		if holder := process.PortHolder(port); holder != "" {
			hint += " by " + holder
		}
		if port != in.told {
			hint += "; " + in.toldBy()
		}
		return hint
	}
	return ""
}

// saysTaken reports whether a line says that a port is in use, in the words of
// Unix, of Node or of Windows.
func saysTaken(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "address already in use") || strings.Contains(text, "eaddrinuse") ||
		strings.Contains(text, "only one usage of each socket address")
}

// takenIn is the port that a text is about: the last one that it names and that
// somebody listens on, else one that the program should know.
func (in *Instance) takenIn(text string) int {
	candidates := []int{in.config.Function.Port, in.told}
	for _, match := range regexp.MustCompile(`(?::|[Pp]ort:? )([0-9]{2,5})\b`).FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(match[1]); err == nil && fc.CheckPort(n) == nil {
			candidates = append(candidates, n)
		}
	}
	for i := len(candidates) - 1; i >= 0; i-- {
		if port := candidates[i]; port != 0 && listened(context.Background(), port) {
			return port
		}
	}
	return candidates[len(candidates)-1]
}

// toldBy says where the program should listen, and how it could know.
func (in *Instance) toldBy() string {
	return fmt.Sprintf("it was told %d by %s", in.told, strings.Join(fc.PortVariables(), " and "))
}
