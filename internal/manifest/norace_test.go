//go:build !race

package manifest

// manyItems is how many of a thing a large file has.
const manyItems = 20_000
