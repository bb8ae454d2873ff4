package routers

import "strings"

// muxQuirk: until Go 1.21 the mux knew no methods, and one can still ask for that. A
// pattern may begin with a host.
type muxQuirk struct{ noQuirk }

func (muxQuirk) Form(m Module) string {
	old := m.Go == "" || before("v"+m.Go, 1, 22)
	if m.Mux121 || old && !m.ByMethod {
		return "paths"
	}
	return ""
}

func (muxQuirk) Unreached(r Registered) string {
	host, _, path := strings.Cut(r.Path, "/")
	if host == "" || !path || strings.Contains(host, " ") {
		return ""
	}
	return "the host " + host
}
