package routers

import (
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// ginQuirk: gin's tree knows no route beside a wildcard at the root, and before 1.7
// none beside a parameter.
type ginQuirk struct{ noQuirk }

func (ginQuirk) Panics(m Module, with Registered, h fc.Hook) bool {
	wild := strings.HasPrefix(with.Path, "/*") || strings.HasPrefix(with.Path, "/:") && before(m.Version, 1, 7)
	return wild && with.same(h.Method)
}
