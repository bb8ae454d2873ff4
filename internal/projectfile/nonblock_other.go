//go:build !unix

package projectfile

const withoutWaiting = 0
