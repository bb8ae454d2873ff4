// Package served finds what a Go program serves: its listeners, the router behind
// each, the port and where it comes from, the hooks that are there already, the
// server's own timeouts, and what is read at run time.
//
//	program, err := served.Inspect(".", served.Deployment{Port: 9000})
//
// Where a program starts several servers, evidence tells which is the function's;
// its order stands in evidence.go. What cannot be told is an error: a
// *gocode.Choices where several could be meant, a *gocode.Declined where nothing
// that is known serves.
package served
