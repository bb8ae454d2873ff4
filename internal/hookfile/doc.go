// Package hookfile holds the text of the files that a server of somebody else's gets
// for its hooks. A directive in the file says how it was made, so that it can be read
// back, compared and written anew.
package hookfile
