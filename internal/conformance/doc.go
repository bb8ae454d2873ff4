// Package conformance says, with proof, whether a server keeps the contract of
// a custom runtime. Cases are data: an id, a level, a source, what is done and
// what must come of it. Live cases drive instances through the packages
// instance and emulator; static ones read s.yaml, the Dockerfile and the code.
//
// A status alone proves nothing, since a catch-all route answers 200 to
// anything: a hook ran if its marker with the case's own request id is in the
// log, or if its answer differs from that of a random path beside it; else the
// verdict is Unknown.
package conformance
