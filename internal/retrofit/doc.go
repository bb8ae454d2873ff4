// Package retrofit puts the platform's hooks into Go servers that fcgen did not
// make. It reads the code, finds the router that is served, and returns the
// changes as ops of the generator; it writes nothing itself, and it needs
// neither the go command nor the network nor a module that builds.
//
//	result, err := retrofit.Change(ctx, retrofit.Request{Dir: ".", Add: []string{"prestop"}})
//
// A person's file gets one line, as a splice of bytes at a place found through
// the syntax tree: nothing is ever printed anew. What fcgen adds beside it is in
// files of its own. On any doubt the answer is an error that says what to do:
// *Choices where several places could be meant, *Declined where a person has to
// decide.
package retrofit
