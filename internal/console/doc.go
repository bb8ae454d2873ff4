// Package console is the web page of the local platform: a function's test
// form, its logs, its hooks and the time line of its instances. It reads the
// emulator's journal and calls its methods; it keeps nothing of its own.
//
// It is for the person at this machine only: it answers to loopback names,
// refuses other sites' pages, and wants the page's token for every change.
package console
