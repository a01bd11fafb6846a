package cmd_test

import (
	"testing"

	"orgctl/cmd"
	"orgctl/internal/clitest"
)

func TestMain(m *testing.M) { clitest.Run(m, cmd.Main) }

// TestScripts runs the stories, one a file, through the real program on a real store.
func TestScripts(t *testing.T) { clitest.Scripts(t, "testdata/script") }
