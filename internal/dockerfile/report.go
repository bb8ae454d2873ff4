package main

// Report is what a builder makes of one build context. Its JSON is read by the
// tests of golden/.
type Report struct {
	Warnings []string // the linter's, "line: rule: message"
	Context  []string // files that reach the builder, after .dockerignore; sorted, with slashes
	Stages   []Stage
	Image    Image // what the last stage becomes
}

// Stage is one FROM and what follows it.
type Stage struct {
	Name     string // after AS; may be empty
	Base     string
	Platform string // as written, "$BUILDPLATFORM"
	Steps    []Step // RUN, COPY and WORKDIR, in order
}

// Step is one instruction that changes files. Exactly one of Run, Workdir and
// Sources is set.
type Step struct {
	Run     string   `json:",omitempty"` // the shell's command
	Workdir string   `json:",omitempty"` // an absolute path
	Sources []string `json:",omitempty"` // of a COPY
	From    string   `json:",omitempty"` // the stage of a COPY; empty means the build context
	Dest    string   `json:",omitempty"` // of a COPY
	Chown   string   `json:",omitempty"` // of a COPY; empty means root
}

// Image is the configuration of the finished image.
type Image struct {
	OS, Architecture string
	User             string
	Exposed          []string // "9000/tcp", sorted
	Env              []string // "NAME=value"
	Entrypoint, Cmd  []string
}
