package cli_test

import (
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// layOut writes a file as some editor would: layout file bom|crlf|no-end, as
// none would, not-utf8, or with 10 MB of comments, big.
func layOut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: layout file bom|crlf|no-end|not-utf8|big")
	}
	text, comment := ts.ReadFile(args[0]), "//"
	if filepath.Ext(args[0]) == ".yaml" {
		comment = "#"
	}
	switch args[1] {
	case "bom":
		text = "\uFEFF" + text
	case "crlf":
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case "no-end":
		text = strings.TrimRight(text, "\r\n")
	case "not-utf8":
		text += comment + " \xff\xfe\n"
	case "big":
		line := comment + strings.Repeat(" far too much", 80) + "\n"
		text += strings.Repeat(line, 10<<20/len(line)+1)
	default:
		ts.Fatalf("there is no layout %q", args[1])
	}
	write(ts, args[0], text)
}
