// Package hookfile reads the file that a server that fcgen did not write gets for
// its hooks. A directive in it says how it was made and what its text adds up to, so
// that it can be told from one that was edited, and be written anew. Its text is in
// templates/adopt/hooks.
package hookfile
