package conformance

import (
	"fmt"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/served"
)

// idleLimit is how long a server has to keep a connection at least: the
// platform's page names 15 minutes (Q/062).
const idleLimit = 15 * time.Minute

// closes says what a server's limit does to connections that the platform still
// uses; "" if nothing.
func closes(t served.Timeout) string {
	switch t.Field {
	case "KeepAlives":
		return "SetKeepAlivesEnabled(false): the server closes each connection after its first call"
	case "IdleTimeout":
		if t.Value <= idleLimit {
			return fmt.Sprintf("IdleTimeout is %v: the server closes connections that the platform keeps", t.Value)
		}
	case "ReadTimeout":
		if t.Value <= idleLimit {
			return fmt.Sprintf("ReadTimeout is %v: it cuts long uploads and, where IdleTimeout is 0, also closes connections between calls", t.Value)
		}
	case "WriteTimeout":
		if t.Value < fc.MaxTimeout*time.Second {
			return fmt.Sprintf("WriteTimeout is %v: it cuts answers that take longer, whatever the function's timeout is", t.Value)
		}
	}
	return ""
}
