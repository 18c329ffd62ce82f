package realtime_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if lines := os.Getenv(helperEnv); lines != "" {
		if err := help(lines); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		f.Value.Set("40") // Each check waits for polls at its end.
	}
	flag.Set("rapid.nofailfile", "true") // The order in which frames arrive isn't rapid's to replay.
	os.Exit(m.Run())
}
