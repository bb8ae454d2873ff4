package conformance

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestJUnitIsValid asks xmllint about a report with both schemas. They are in
// the source packages of Debian's surefire and junit5, and not ours to copy:
// FCGEN_JUNIT_SCHEMAS is a folder that has them.
func TestJUnitIsValid(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("FCGEN_JUNIT_SCHEMAS")
	if folder == "" {
		t.Skip("put surefire-test-report.xsd and jenkins-junit.xsd into a folder, and set FCGEN_JUNIT_SCHEMAS to it")
	}
	strict := sampleReport()
	strict.Strict = true
	for name, report := range map[string]Report{"report": sampleReport(), "strict": strict, "empty": {}} {
		file := filepath.Join(t.TempDir(), name+".xml")
		if err := os.WriteFile(file, []byte(written(t, "junit", report, Options{})), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, schema := range []string{"surefire-test-report.xsd", "jenkins-junit.xsd"} {
			out, err := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--schema", filepath.Join(folder, schema), file).CombinedOutput()
			if err != nil {
				t.Errorf("%s by %s: %v\n%s", name, schema, err, out)
			}
		}
	}
}
