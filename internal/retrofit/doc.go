// Package retrofit puts the platform's hooks into Go servers that fcgen did not
// make: at the router that package served finds. It returns the changes as ops of
// the generator and writes nothing itself.
//
//	result, err := retrofit.Change(ctx, retrofit.Request{Dir: ".", Add: []string{"prestop"}})
//
// A person's file gets one line, as a splice of bytes at a place found through
// the syntax tree: nothing is ever printed anew. What fcgen adds beside it is in
// files of its own. On any doubt the answer is an error that says what to do:
// a *gocode.Choices where several places could be meant, a *gocode.Declined where a
// person has to decide.
package retrofit
