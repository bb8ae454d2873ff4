//go:build race

package manifest

// manyItems is how many of a thing a large file has. The race detector makes
// everything about eight times slower.
const manyItems = 4_000
