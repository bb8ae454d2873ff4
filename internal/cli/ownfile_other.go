//go:build !unix

package cli

// ownFlags are those of other systems.
const ownFlags = 0
