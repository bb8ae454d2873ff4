package served

import (
	"github.com/fcgen/fcgen/internal/gocode"
)

// Deployment is what s.yaml says of the function. The zero value means that there
// is none.
type Deployment struct {
	Port int
	Env  map[string]string
}

// Program is what reading the code told.
type Program struct {
	Root      string       // the module's folder, absolute
	Module    string       // module path; "" without go.mod
	Go        string       // go directive; "" without
	Main      string       // the main package's folder, relative to Root, with slashes
	Framework string       // as the routers' files call them; "" if it is none of these
	Title     string       // what people call it
	Version   string       // of the framework, as in go.mod; "" if it is not there
	Router    gocode.Place // where the router that is served is made
	Port      Port
	Listens   []Port         // all of its listeners; Port is the likeliest
	Timeouts  []Timeout      // of its servers
	Reads     []Read         // files of the project that it opens when it runs
	NeedC     []gocode.Place // imports of what only works with cgo
	Foreign   []string       // import paths of what is neither read nor known
	Why       []string       // what says that this router is the function's, where others are served too
	Hooks     []Found        // hooks that the code has already
}

// Port is where the server listens, as far as the code tells.
type Port struct {
	Number   int      // 0: not known
	Sure     bool     // all that the address is made from was followed, and comes to this number unless a variable or flag is set
	Env      []string // variables read for it
	Flag     bool     // a flag of the command line sets it
	Place    gocode.Place
	Loopback bool // it listens on the loopback interface only
}

// Found is a hook that the code has.
type Found struct {
	Hook  string
	Place gocode.Place
	Ours  bool // in the file that fcgen wrote
}
