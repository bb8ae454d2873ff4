// Package debugger holds the tests that set breakpoints in a function under fcgen
// dev --debug, with Delve and a client of the protocol that editors speak. It is a
// module of its own, so that this client is no part of fcgen.
package debugger
