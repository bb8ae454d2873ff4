package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// table writes rows as Markdown; the first is the head.
func table(rows ...[]string) string {
	var b strings.Builder
	for i, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	return b.String()
}

// conditions says when and on what was measured.
func (at *lab) conditions() string {
	return fmt.Sprintf("%s, %s, %s/%s, %d CPUs.\n\n",
		time.Now().UTC().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

func demandTable(all []demand) string {
	rows := [][]string{{"demand", "wanted", "measured", ""}}
	for _, d := range all {
		verdict := "met"
		if !d.met() {
			verdict = "**missed**"
		}
		rows = append(rows, []string{d.what, d.wanted(), fmt.Sprintf("%.2f", d.got), verdict})
	}
	if len(all) == 0 {
		return ""
	}
	return "\n" + table(rows...)
}

// rewrite replaces what stands between the page's two markers of the section.
func rewrite(page, section, text string) error {
	data, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, begins := strings.Cut(string(data), marker(section, "begin"))
	_, after, ends := strings.Cut(rest, marker(section, "end"))
	if !begins || !ends {
		return fmt.Errorf("%q has no markers of the section %q", page, section)
	}
	text = before + marker(section, "begin") + "\n" + text + marker(section, "end") + after
	return os.WriteFile(page, []byte(text), 0o666)
}

func marker(section, edge string) string {
	return fmt.Sprintf("<!-- %s: %s -->", section, edge)
}
