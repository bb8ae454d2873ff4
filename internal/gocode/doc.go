// Package gocode reads a Go program: a main package and what it imports from its
// own module and from those that go.mod replaces with a folder, as it is built for
// the platform. It tells the types, as far as they can be told without other
// modules; where a variable gets its values; who calls a function; what main can
// come to. It needs neither the go command nor the network nor a module that
// builds, and it knows no router: what is known of other packages comes from the
// caller, as Known.
package gocode
