package conformance

// areaTitle is what the cases of an area are about.
func areaTitle(area string) string {
	titles := map[string]string{
		"BOOT":    "the start",
		"INIT":    "the initializer",
		"INVOKE":  "calls",
		"STOP":    "the pre-stop",
		"FREEZE":  "freezing and thawing",
		"RESTART": "a new process after a crash",
		"ORDER":   "calls that come early",
		"LOG":     "the log",
		"SEC":     "security",
		"CFG":     "s.yaml and the code beside it",
		"IMG":     "the Dockerfile",
	}
	if title, ok := titles[area]; ok {
		return area + ": " + title
	}
	return area
}
